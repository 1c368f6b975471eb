/** How much room stands between two tokens of one line. */
import { isClosing, isKeyword, isOpening, type Token } from "./tokens.ts";

/** What a token stands in. */
export interface Surroundings {
  /** The innermost bracket that is open: "(" of a call or a group, "[" of an index or a list. */
  bracket: Token | null;
  /** Whether the "=" of this token's argument follows a type, as in `def f(a: int = 1)`. */
  typed: boolean;
}

const unary = new Set(["+", "-", "~", "*", "**"]);

/**
 * Whether an operator has no left operand.
 * @param before the token before it on its line; undefined at the start of the line
 */
export function isUnary(token: Token, before: Token | undefined): boolean {
  if (token.kind !== "operator" || !unary.has(token.text)) return false;
  if (before === undefined || isKeyword(before)) return true;
  return before.kind === "operator" && !isClosing(before);
}

/**
 * The blanks between two tokens that stand side by side.
 * @param beforeLast the token before `left`, which tells whether `left` is a sign
 */
export function between(
  left: Token,
  right: Token,
  beforeLast: Token | undefined,
  { bracket, typed }: Surroundings,
): string {
  if (right.kind === "comment") return "  ";
  if (right.kind === "continuation") return " ";
  if (isOpening(left) || isClosing(right)) return "";
  if (isUnary(left, beforeLast)) return "";
  if (right.kind === "operator" && /^[,;:.]$/.test(right.text)) {
    const apart = right.text === "." ? isKeyword(left) : right.text === ":" && left.text === ",";
    return apart ? " " : "";
  }
  if (left.kind === "operator") {
    if (left.text === ".") return isKeyword(right) && right.text === "import" ? " " : "";
    if (left.text === ":") return bracket?.text === "[" ? "" : " ";
    if (left.text === "=" && bracket && !typed) return "";
    if (!isClosing(left)) return " ";
  }
  if (isOpening(right) && right.text !== "{") return isKeyword(left) ? " " : isNumber(left);
  if (right.text === "=" && right.kind === "operator" && bracket && !typed) return "";
  return " ";
}

/** A number is not called; where it stands before a bracket, the program is left as it is read. */
function isNumber({ kind }: Token): string {
  return kind === "number" ? " " : "";
}
