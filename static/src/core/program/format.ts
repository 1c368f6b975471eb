/** One way to write a program: spaces, blank lines and indentation; nothing of its meaning. */
import { between } from "./spacing.ts";
import { isClosing, isOpening, type Token, tokenize } from "./tokens.ts";

const INDENT = 4;

/** A line as it was typed. */
interface Line {
  tokens: Token[];
  /** Column of its first token; a tab reaches to the next multiple of eight, as for Python. */
  column: number;
}

/** A bracket that is open. */
interface Open {
  token: Token;
  line: number;
  /** Column at which lines inside align: that of what follows it on its line; null: nothing does. */
  inside: number | null;
}

/**
 * Tidy a program. Comments and strings stay as they are, and so do the places where lines break.
 * @returns null for a text whose brackets, strings or indentation are not in order yet
 */
export function formatProgram(source: string): string | null {
  const text = source.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  const tokens = tokenize(text);
  if (tokens.some(({ kind }) => kind === "unknown")) return null;
  const lines = linesOf(text, tokens);
  const levels = levelsOf(lines);
  if (levels === null) return null;
  return spaced(lines, levels, write(lines, levels));
}

function linesOf(text: string, tokens: readonly Token[]): Line[] {
  const lines: Line[] = [{ tokens: [], column: 0 }];
  for (const token of tokens) {
    const line = lines.at(-1) as Line;
    if (token.kind !== "newline") {
      if (line.tokens.length === 0) line.column = columnOf(text, token.from);
      line.tokens.push(token);
    }
    if (token.kind === "newline" || token.kind === "continuation")
      lines.push({ tokens: [], column: 0 });
  }
  return lines;
}

function columnOf(text: string, at: number): number {
  const blank = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return Array.from(blank).reduce(
    (column, mark) => (mark === "\t" ? column + 8 - (column % 8) : column + 1),
    0,
  );
}

/**
 * How deep each line stands in blocks; null for one that goes on inside brackets or behind a
 * backslash. The whole is null where brackets or indentation do not match.
 */
function levelsOf(lines: readonly Line[]): (number | null)[] | null {
  let stack = [0];
  const brackets: string[] = [];
  const levels: (number | null)[] = [];
  let continued = false;
  for (const { tokens, column } of lines) {
    const inside = brackets.length > 0 || continued;
    if (inside || tokens.length === 0) levels.push(inside ? null : 0);
    else if (tokens[0]?.kind === "comment") levels.push(-1);
    else {
      const outer = stack.filter((other) => other <= column);
      const dedents = outer.length < stack.length;
      if (dedents && outer.at(-1) !== column) return null;
      if (!dedents && outer.at(-1) !== column) outer.push(column);
      stack = outer;
      levels.push(stack.length - 1);
    }
    for (const token of tokens) {
      if (isOpening(token)) brackets.push(token.text);
      if (isClosing(token) && !matches(brackets.pop(), token.text)) return null;
    }
    continued = tokens.at(-1)?.kind === "continuation";
  }
  return brackets.length === 0 ? placeComments(lines, levels) : null;
}

function matches(opening: string | undefined, closing: string): boolean {
  return opening !== undefined && "()[]{}".includes(opening + closing);
}

/** A comment stands as deep as the statement below it, or as the one above if it was typed so. */
function placeComments(lines: readonly Line[], levels: (number | null)[]): (number | null)[] {
  const isCode = (at: number): boolean =>
    (lines[at]?.tokens.length ?? 0) > 0 && (levels[at] ?? -1) >= 0;
  return levels.map((level, at) => {
    if (level !== -1) return level;
    const column = lines[at]?.column ?? 0;
    let [above, below] = [at, at];
    while (above >= 0 && !isCode(above)) above--;
    while (below < lines.length && !isCode(below)) below++;
    const next = lines[below];
    if (next && (column <= next.column || above < 0)) return levels[below] ?? 0;
    return column > 0 && column >= (lines[above]?.column ?? 0)
      ? (levels[above] ?? 0)
      : (levels[below] ?? 0);
  });
}

/** Each line without what stands around it. */
function write(lines: readonly Line[], levels: readonly (number | null)[]): string[] {
  let base = 0;
  const open: Open[] = [];
  return lines.map(({ tokens }, number) => {
    const level = levels[number];
    if (level != null) base = level * INDENT;
    if (tokens.length === 0) return "";
    let text = " ".repeat(level == null ? continuedAt(open, tokens, base) : base);
    let typed = false;
    tokens.forEach((token, index) => {
      const left = tokens[index - 1];
      const bracket = open.at(-1)?.token ?? null;
      if (token.text === ":" && bracket?.text === "(") typed = true;
      if (token.text === "," || isOpening(token)) typed = false;
      if (left) text += between(left, token, tokens[index - 2], { bracket, typed });
      if (isOpening(token)) {
        const next = tokens.slice(index + 1).find((one) => !isOpening(one));
        const hangs = !next || next.kind === "comment";
        open.push({ token, line: number, inside: hangs ? null : width(text) + 1 });
      }
      if (isClosing(token)) open.pop();
      text += token.text;
    });
    return text.trimEnd();
  });
}

/** Where a line begins that goes on with the statement above. */
function continuedAt(open: readonly Open[], tokens: readonly Token[], base: number): number {
  const closing = tokens.findIndex((token) => !isClosing(token));
  const closed = closing === -1 ? tokens.length : closing;
  const around = open.slice(0, Math.max(0, open.length - closed));
  const innermost = closed > 0 ? open[open.length - closed] : around.at(-1);
  if (!innermost) return base + INDENT;
  if (innermost.inside !== null) return closed > 0 ? innermost.inside - 1 : innermost.inside;
  const outer = around.filter(({ line }) => line < innermost.line || closed === 0);
  return base + INDENT * new Set(outer.map(({ line }) => line)).size;
}

function width(text: string): number {
  return Array.from(text.slice(text.lastIndexOf("\n") + 1)).length;
}

/** Blank lines: none at the ends, two at most, and one around functions and classes. */
function spaced(
  lines: readonly Line[],
  levels: readonly (number | null)[],
  written: readonly string[],
): string {
  const out: string[] = [];
  let blank = 0;
  let definition = false;
  written.forEach((text, at) => {
    const { tokens } = lines[at] as Line;
    if (tokens.length === 0 && levels[at] !== null) {
      blank++;
      return;
    }
    const level = levels[at] ?? null;
    const begins = level === 0 && definesBelow(lines, levels, at);
    const ends = level === 0 && definition;
    const least = (begins && !isComment(lines[at - 1])) || ends ? 1 : 0;
    const most = level === 0 ? 2 : 1;
    const room = out.length === 0 ? 0 : Math.min(most, Math.max(least, blank));
    out.push(...Array.from({ length: room }, () => ""), text);
    blank = 0;
    if (level === 0 && tokens[0]?.kind !== "comment") definition = defines(lines[at]);
    else if (ends) definition = false;
  });
  return out.length === 0 ? "" : `${out.join("\n")}\n`;
}

function defines(line: Line | undefined): boolean {
  const first = line?.tokens[0];
  return first?.kind === "name" && (first.text === "def" || first.text === "class");
}

/** Whether a function or a class begins here, perhaps below comments of its own. */
function definesBelow(
  lines: readonly Line[],
  levels: readonly (number | null)[],
  from: number,
): boolean {
  let at = from;
  while (isComment(lines[at]) && levels[at] === 0) at++;
  return defines(lines[at]) && levels[at] === 0;
}

function isComment(line: Line | undefined): boolean {
  return line?.tokens[0]?.kind === "comment";
}
