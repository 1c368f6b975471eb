import type { Num } from "./document.ts";
import { toNumber } from "./number.ts";

/** A number, or nested lists of numbers. */
export type Nested = number | Nested[];

/** Row-major elements as nested lists in the shape of their tensor. */
export function nested(data: readonly Num[], shape: readonly number[]): Nested {
  const [length, ...rest] = shape;
  if (length === undefined) return toNumber(data[0] ?? 0);
  const size = data.length / length;
  return Array.from({ length }, (_, k) => nested(data.slice(k * size, (k + 1) * size), rest));
}
