/** What is being typed: behind which words, and in which call. */
import { isClosing, isKeyword, isOpening, type Token, tokenize } from "./tokens.ts";

/** A word, whole or half typed, with all that belongs to it to its left. */
export interface WordPlace {
  /** The words before it that dots join to it, as in `torch.nn.` before `Linear`; null: none. */
  path: string[];
  /** Whether something other than names stands before its dot, such as `f(x).` or `x[0].`. */
  behindValue: boolean;
  /** The word as far as it is typed. */
  word: string;
  /** Offset at which the word begins. */
  from: number;
  /** The call whose argument is typed here: its callee, and the keywords given already. */
  call: { callee: string; given: string[] } | null;
  /** Whether it is where names are imported, and from where: `from torch.nn import `. */
  importing: { from: string | null } | null;
}

/**
 * What is typed at an offset of a program.
 * @returns null inside strings, comments and numbers, and where a new name is given
 */
export function placeAt(source: string, offset: number): WordPlace | null {
  const tokens = tokenize(source.slice(0, offset));
  const last = tokens.at(-1);
  const open = last !== undefined && last.to === offset;
  if (open && (last.kind === "comment" || last.kind === "string" || last.kind === "number"))
    return null;
  if (inString(source.slice(0, offset), tokens)) return null;
  const typed = open && last.kind === "name" ? last : null;
  const before = typed ? tokens.slice(0, -1) : tokens;
  if (isNewName(before)) return null;
  const { path, behindValue } = pathBefore(before);
  return {
    path,
    behindValue,
    word: typed?.text ?? "",
    from: typed?.from ?? offset,
    call: path.length > 0 || behindValue ? null : callAround(before),
    importing: importAround(before),
  };
}

/** Names joined by dots that end at the last token, which is a dot. */
function pathBefore(tokens: readonly Token[]): { path: string[]; behindValue: boolean } {
  const path: string[] = [];
  let at = tokens.length - 1;
  while (tokens[at]?.text === ".") {
    const name = tokens[at - 1];
    if (name?.kind !== "name" || isKeyword(name)) {
      const behindValue = name !== undefined && (isClosing(name) || name.kind === "string");
      return { path: [], behindValue };
    }
    path.unshift(name.text);
    at -= 2;
  }
  return { path, behindValue: false };
}

/** The innermost bracket of a call that is open, and its keywords so far. */
function callAround(tokens: readonly Token[]): WordPlace["call"] {
  const line = lastStatement(tokens);
  const opened: number[] = [];
  line.forEach((token, at) => {
    if (isOpening(token)) opened.push(at);
    if (isClosing(token)) opened.pop();
  });
  const at = opened.at(-1);
  if (at === undefined || line[at]?.text !== "(") return null;
  // A keyword begins an argument: behind the bracket, or behind a comma.
  const before = line.at(-1);
  if (before !== line[at] && before?.text !== ",") return null;
  const callee = nameEnding(line, at - 1);
  if (callee === "") return null;
  const given: string[] = [];
  let depth = 0;
  for (let i = at + 1; i < line.length; i++) {
    const token = line[i] as Token;
    if (depth === 0 && token.kind === "name" && line[i + 1]?.text === "=") given.push(token.text);
    depth += isOpening(token) ? 1 : isClosing(token) ? -1 : 0;
  }
  return { callee, given };
}

/** The names that dots join to the one at a place; a value before them counts as "". */
function nameEnding(line: readonly Token[], at: number): string {
  const parts: string[] = [];
  let place = at;
  while (line[place]?.kind === "name" && !isKeyword(line[place])) {
    parts.unshift(line[place]?.text ?? "");
    if (line[place - 1]?.text !== ".") break;
    place -= 2;
    if (line[place]?.kind !== "name") parts.unshift("");
  }
  const before = line[at - 1];
  return before?.text === "def" || before?.text === "class" ? "" : parts.join(".");
}

function importAround(tokens: readonly Token[]): WordPlace["importing"] {
  const line = lastStatement(tokens);
  const [first] = line;
  if (first?.text !== "from" && first?.text !== "import") return null;
  const split = line.findIndex(({ text }) => text === "import");
  if (first.text === "import" || split === -1) return { from: null };
  const module = line.slice(1, split).map(({ text }) => text);
  return { from: module.join("") };
}

/** The tokens since the last line that was not inside brackets. */
function lastStatement(tokens: readonly Token[]): Token[] {
  let depth = 0;
  let start = 0;
  tokens.forEach((token, at) => {
    if (isOpening(token)) depth++;
    if (isClosing(token)) depth = Math.max(0, depth - 1);
    if (token.kind === "newline" && depth === 0) start = at + 1;
  });
  return tokens.slice(start).filter(({ kind }) => kind !== "newline" && kind !== "comment");
}

/** Behind `def`, `class`, `as` and `for` stands a name that is new. */
function isNewName(before: readonly Token[]): boolean {
  const last = before.at(-1);
  return last?.kind === "name" && /^(def|class|as|for)$/.test(last.text);
}

/** Whether the text ends inside a string that is not closed yet. */
function inString(text: string, tokens: readonly Token[]): boolean {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const start = text.length - line.length;
  return tokens.some(({ kind, text: mark, from }) => {
    const quote = kind === "unknown" && (mark === '"' || mark === "'");
    return quote && (from >= start || text.slice(from, from + 3) === mark.repeat(3));
  });
}

/** The word at an offset, whole, with what dots join to it from the left: for help on it. */
export function wordAt(
  source: string,
  offset: number,
): { path: string[]; behindValue: boolean; word: string; from: number; to: number } | null {
  const tokens = tokenize(source);
  const at = tokens.findIndex(
    ({ kind, from, to }) => kind === "name" && from <= offset && offset <= to,
  );
  const token = tokens[at];
  if (!token || isKeyword(token)) return null;
  const { path, behindValue } = pathBefore(tokens.slice(0, at));
  return { path, behindValue, word: token.text, from: token.from, to: token.to };
}
