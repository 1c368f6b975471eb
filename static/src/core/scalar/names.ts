/** What elements are called: W₀₁ is the element of W in row 0 and column 1. */
import { operand } from "../expression.ts";

/** Longest name of a tensor that an index is written behind. */
const ROOM = 8;

/** "W₀₁"; "(W @ x)₀" where the tensor has no single name. */
export function elementName(tensor: string, index: readonly number[]): string {
  const marks = Array.from(tensor);
  const short = marks.length <= ROOM ? tensor : `${marks.slice(0, ROOM - 1).join("")}…`;
  return operand(short) + subscript(index);
}

/** The engine's "V[0,1]·h[1]" as it is read: V₀₁·h₁. */
export function readLabel(label: string): string {
  return label.replaceAll(/\[([\d, ]*)\]/g, (_, index: string) =>
    subscript(index.split(",").filter(Boolean).map(Number)),
  );
}

/** Digits below the line; a comma keeps indices apart where one has several digits. */
export function subscript(index: readonly number[]): string {
  const between = index.some((place) => place > 9) ? "‚" : "";
  return index
    .map((place) => String(place).replaceAll(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? ""))
    .join(between);
}

/** "[0, 1]", from an element's id, "W[0,1]": what it is called where the tensor goes without saying. */
export function bareIndex(id: string): string {
  return id.slice(id.lastIndexOf("[")).replaceAll(",", ", ");
}

/** The indices of all elements of a shape, row-major. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (known, length) =>
      known.flatMap((index) => Array.from({ length }, (_, place) => [...index, place])),
    [[]],
  );
}
