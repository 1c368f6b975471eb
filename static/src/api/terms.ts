import type { Cell } from "../core/cells.ts";
import type { Num } from "../core/document.ts";
import type { Program } from "./graphs.ts";
import { requestJson } from "./request.ts";

/** A cell with the number in it. */
export interface KnownCell extends Cell {
  value: Num;
  /** It is no factor itself: the term's number was worked out from it. Default false. */
  within?: boolean;
}

/** The product of a number with the cells that are not within it. */
export interface Term {
  cells: KnownCell[];
  factor: Num;
  /** LaTeX of the number, with `@x` for the op's input x; null where it says nothing more. */
  text: string | null;
  /** From how many cells the number was worked out; at most 64 of them are among `cells`. */
  within: number;
  product: Num;
}

/** What one op sent to the element, as a sum of products. */
export interface TermsOfContribution {
  op: string;
  slot: number;
  /** At most 64 of `count`; null where the op does not say it element by element. */
  terms: Term[] | null;
  count: number;
  sum: Num;
}

/** What an element of a gradient was computed from. */
export interface Terms {
  contributions: TermsOfContribution[];
  sum: Num;
}

/** Ask from which cells a pass computed an element of a gradient. */
export function fetchTerms(
  program: Program,
  tensor: string,
  index: readonly number[],
  pass: number,
  signal: AbortSignal,
): Promise<Terms> {
  return requestJson<Terms>("/api/v1/graphs/terms", { ...program, tensor, index, pass }, signal);
}
