/** Expressions as one would write them, put together from ops and the names of their inputs. */
import type { Op } from "./document.ts";

/** "a + b", "tanh(k)", "Wᵀ", "(a + b)³": an op and its inputs. */
export function expressionOf({ op, symbol, inputs }: Op, name: (id: string) => string): string {
  // Within a module its members' last names are enough: weight, not m.layer1.weight.
  const parts = inputs.map((id) => name(id).replace(/^[\w.]*\.(?=[^\d])/, ""));
  const [only = ""] = parts;
  if (/^[+−×÷@·⊗]$/.test(symbol))
    return parts.length === 1 ? `${symbol}${operand(only)}` : infix(symbol, parts);
  if (op === "power") return infix("**", parts);
  if (op === "pow" || op === "square") return `${operand(only)}${symbol.slice(1)}`;
  if (symbol === "ᵀ" || symbol.startsWith("[")) return `${operand(only)}${symbol}`;
  if (/^[|⌊⌈‖]x.$/u.test(symbol)) return symbol.replace("x", () => only);
  return `${/^[\p{L}Σ]+$/u.test(symbol) ? symbol : op}(${parts.join(", ")})`;
}

/** "… + b", "σ(…)": what an op does, its inputs without a name left out. */
export function outermost(op: Op, name: (id: string) => string | null): string {
  return expressionOf(op, (id) => name(id) ?? "…");
}

/** An expression no longer than `room` characters: its parts are cut first, then the whole. */
export function shortExpression(op: Op, name: (id: string) => string, room: number): string {
  const parts = [room, 12, 9, 6];
  const written = parts.map((length) => expressionOf(op, (id) => cut(name(id), length)));
  return cut(written.find((text) => text.length <= room) ?? expressionOf(op, name), room);
}

/** In parentheses, unless it is one name, one number, one call or an element of one of these. */
export function operand(text: string): string {
  return isName(text) || isCall(text) ? text : `(${text})`;
}

/** Whether it is one name or number, perhaps with an index. */
export function isName(text: string): boolean {
  return /^[\p{L}\p{N}_.'′…⁽⁾]+(\[[^[\]]*\])*$/u.test(text);
}

/** Whether the whole is one call, such as exp(−x), and not exp(a)(b) or f(a) + f(b). */
function isCall(text: string): boolean {
  const open = text.indexOf("(");
  if (open < 1 || !isName(text.slice(0, open)) || !text.endsWith(")")) return false;
  let depth = 0;
  const closes = Array.from(text.slice(open), (mark) => {
    depth += mark === "(" ? 1 : mark === ")" ? -1 : 0;
    return depth === 0;
  });
  return closes.indexOf(true) === closes.length - 1;
}

function infix(symbol: string, parts: readonly string[]): string {
  return parts.map(operand).join(` ${symbol} `);
}

function cut(text: string, room: number): string {
  const marks = Array.from(text);
  if (marks.length <= room) return text;
  // A point or a space before the three points would be read as one of them.
  return `${marks
    .slice(0, room - 1)
    .join("")
    .replace(/[.\s]+$/u, "")}…`;
}
