/** The names that a program gives, read off its text: good enough to complete what is half typed. */
import { isClosing, isKeyword, isOpening, type Token, tokenize } from "./tokens.ts";

/** What a name of the program stands for, as far as its text says. */
export interface ProgramName {
  name: string;
  kind: "variable" | "function" | "class" | "prefix";
  /** A function's arguments, as they are written between its brackets. */
  signature: string;
  /** Of a prefix, the full name of what was imported; of a variable, the name that made it, if one did. */
  from: string;
}

/** What a whole program, or as much of it as is typed, calls its own. */
export interface ProgramNames {
  /** By name; a later meaning takes the place of an earlier one. */
  names: ReadonlyMap<string, ProgramName>;
  /** What is set on `self`, and by which call, if one set it. */
  attributes: ReadonlyMap<string, string>;
}

/** Collect the names of a program. */
export function namesOf(source: string): ProgramNames {
  const names = new Map<string, ProgramName>();
  const attributes = new Map<string, string>();
  const add = (name: string, kind: ProgramName["kind"], from = "", signature = ""): void => {
    names.set(name, { name, kind, signature, from });
  };
  for (const line of statements(tokenize(source))) {
    const [first, second] = line;
    if (!first) continue;
    if (first.text === "import" || first.text === "from") addImports(line, add);
    else if (first.text === "def" || first.text === "class") {
      if (second?.kind !== "name") continue;
      const end = line.findLastIndex(isClosing);
      const inside = source.slice((line[2]?.to ?? 0) - 0, line[end]?.from ?? 0);
      const isFunction = first.text === "def";
      add(second.text, isFunction ? "function" : "class", "", isFunction ? inside.trim() : "");
      if (isFunction) parametersOf(line).forEach((name) => add(name, "variable"));
    } else if (first.text === "for") {
      const end = line.findIndex(({ text }) => text === "in");
      for (const { kind, text } of line.slice(1, end)) if (kind === "name") add(text, "variable");
    } else addTargets(line, add, attributes);
  }
  return { names, attributes };
}

type Add = (name: string, kind: ProgramName["kind"], from?: string) => void;

/** The logical lines of a program, without comments. */
function statements(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isOpening(token)) depth++;
    if (isClosing(token)) depth = Math.max(0, depth - 1);
    // A line that begins like a statement ends what an unclosed bracket would swallow.
    if (token.kind === "newline" && depth === 0) lines.push([]);
    else if (token.kind !== "newline" && token.kind !== "comment") lines.at(-1)?.push(token);
  }
  return lines;
}

/** `import torch.nn as nn`, `from torch import nn, optim as o`. */
function addImports(line: readonly Token[], add: Add): void {
  const words = line.map(({ text }) => text);
  const split = words.indexOf("import");
  const module = words[0] === "from" ? words.slice(1, split).join("") : "";
  const named = words.slice(split + 1).filter((word) => word !== "(" && word !== ")");
  for (const part of named.join(" ").split(" , ")) {
    const [path = "", alias] = part.split(" as ").map((side) => side.replaceAll(" ", ""));
    const full = module ? `${module}.${path}` : path;
    const bound = alias ?? (module ? path : path.split(".")[0]) ?? "";
    if (bound) add(bound, "prefix", alias || module ? full : (path.split(".")[0] ?? ""));
  }
}

function parametersOf(line: readonly Token[]): string[] {
  const start = line.findIndex(isOpening);
  return line
    .slice(start + 1)
    .filter((token, index, all) => {
      const before = all[index - 1]?.text;
      return token.kind === "name" && !isKeyword(token) && (index === 0 || before === ",");
    })
    .map(({ text }) => text);
}

/** `a, b = ...`, `a += ...`, `a: "note" = ...`, `self.weight = ...`. */
function addTargets(line: readonly Token[], add: Add, attributes: Map<string, string>): void {
  const equals = line.findIndex(({ text }, at) => isAssignment(text) && isOutside(line, at));
  if (equals < 1) return;
  const maker = calleeOf(line.slice(equals + 1));
  const note = line.findIndex(({ text }) => text === ":");
  const targets = line.slice(0, note > 0 && note < equals ? note : equals);
  if (targets[0]?.text === "self" && targets[1]?.text === "." && targets.length === 3) {
    attributes.set(targets[2]?.text ?? "", maker);
    return;
  }
  const single = targets.length === 1;
  targets.forEach((token, at) => {
    const plain = targets[at - 1]?.text !== "." && targets[at + 1]?.text !== ".";
    if (token.kind === "name" && plain && targets[at + 1]?.text !== "[")
      add(token.text, "variable", single ? maker : "");
  });
}

function isAssignment(text: string): boolean {
  return /^(=|\+=|-=|\*=|\/=|\/\/=|%=|\*\*=|@=)$/.test(text);
}

function isOutside(line: readonly Token[], at: number): boolean {
  let depth = 0;
  for (const token of line.slice(0, at)) depth += isOpening(token) ? 1 : isClosing(token) ? -1 : 0;
  return depth === 0;
}

/** "nn.Linear" for `nn.Linear(2, 3)`; "" for anything but one call. */
function calleeOf(tokens: readonly Token[]): string {
  const end = tokens.findIndex((token) => token.kind !== "name" && token.text !== ".");
  return tokens[end]?.text === "("
    ? tokens
        .slice(0, end)
        .map(({ text }) => text)
        .join("")
    : "";
}
