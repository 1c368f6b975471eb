/** The text of a program as tokens, whole or half typed: for completion, help and the formatter. */

export type TokenKind =
  | "name"
  | "number"
  | "string"
  | "operator"
  | "comment"
  /** The end of a line; within brackets too. */
  | "newline"
  /** A backslash at the end of a line. */
  | "continuation"
  /** What no program holds, such as a lone quotation mark. */
  | "unknown";

export interface Token {
  kind: TokenKind;
  text: string;
  /** Offsets in UTF-16 units; the end is exclusive. */
  from: number;
  to: number;
}

const pattern = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<string>[rRbBuUfF]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?!"")(?:\\[^]|[^"\\\n])*"|'(?!'')(?:\\[^]|[^'\\\n])*'))`,
    String.raw`(?<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}\p{M}_]*|\.\.\.)`,
    String.raw`(?<newline>\n)`,
    String.raw`(?<continuation>\\\n)`,
    String.raw`(?<operator>\*\*=|//=|<<=|>>=|->|:=|\*\*|//|<<|>>|<=|>=|==|!=|\+=|-=|\*=|/=|%=|@=|&=|\|=|\^=|[-+*/%@&|^~<>=()[\]{},:;.!])`,
    String.raw`(?<unknown>\S)`,
  ].join("|"),
  "gu",
);

/** Cut a program into tokens; nothing but blanks is left out. */
export function tokenize(source: string): Token[] {
  return Array.from(source.matchAll(pattern), ({ groups = {}, 0: text, index }) => {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? "unknown";
    return { kind: kind as TokenKind, text, from: index, to: index + text.length };
  });
}

/** Words that are part of the grammar and name nothing. */
export const keywords: ReadonlySet<string> = new Set(
  "and as assert break class continue def elif else for from if import in is not or pass return while with".split(
    " ",
  ),
);

/** Whether the token is a word of the grammar. */
export function isKeyword(token: Token | undefined): boolean {
  return token?.kind === "name" && keywords.has(token.text);
}

export function isOpening({ kind, text }: Token): boolean {
  return kind === "operator" && (text === "(" || text === "[" || text === "{");
}

export function isClosing({ kind, text }: Token): boolean {
  return kind === "operator" && (text === ")" || text === "]" || text === "}");
}
