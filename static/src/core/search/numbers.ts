/** Whether numbers of an array are as a query wants them; of a large one, as far as its summary tells. */
import type { ArrayJson, Num, SummarizedArray } from "../document.ts";
import { isFull } from "../graph.ts";
import { toNumber } from "../number.ts";
import type { Condition, Sign } from "./query.ts";

/** Null: its elements are not here, and the summary does not tell. */
export type Verdict = boolean | null;

type Bound = Extract<Condition, { kind: "number" }>;

const HOLDS: Record<Sign, (value: number, bound: number) => boolean> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  "=": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
  ">=": (value, bound) => value >= bound,
  ">": (value, bound) => value > bound,
};

/** Of the elements that a comparison holds for, the one that goes furthest; undefined where there is none. */
export function furthest(data: readonly Num[], condition: Bound): Num | undefined {
  const size = (num: Num): number => (condition.absolute ? Math.abs(toNumber(num)) : toNumber(num));
  const way = { "<": -1, ">": 1 }[condition.sign.charAt(0)] ?? 0;
  return data
    .filter((num) => holds(toNumber(num), condition))
    .reduce<Num | undefined>(
      (best, num) => (best === undefined || way * (size(num) - size(best)) > 0 ? num : best),
      undefined,
    );
}

/** Whether any element is NaN, or infinite. */
export function hasBroken(array: ArrayJson, what: "nan" | "inf"): boolean {
  if (!isFull(array)) return array.summary[what] > 0;
  const isSo = what === "nan" ? Number.isNaN : (value: number) => Math.abs(value) === Infinity;
  return array.data.some((num) => isSo(toNumber(num)));
}

/** Whether a comparison holds for any element. NaN is no number: it differs from all, and no more. */
export function compares(array: ArrayJson, condition: Bound): Verdict {
  if (isFull(array)) return array.data.some((num) => holds(toNumber(num), condition));
  if (knownElements(array, condition.absolute).some((value) => holds(value, condition)))
    return true;
  return mayHold(array, condition) ? null : false;
}

function holds(value: number, { absolute, sign, bound }: Bound): boolean {
  return HOLDS[sign](absolute ? Math.abs(value) : value, bound);
}

/**
 * Elements that are certainly there. The summary's ends are those of the finite elements.
 * @param absolute whether the sign does not matter, which of an infinity is not told
 */
function knownElements({ summary }: SummarizedArray, absolute: boolean): number[] {
  const { min, max, nan, inf, zero } = summary;
  const ends = [toNumber(min), toNumber(max)].filter((end) => !Number.isNaN(end));
  return [
    ...ends,
    ...(zero > 0 ? [0] : []),
    ...(nan > 0 ? [Number.NaN] : []),
    ...(absolute && inf > 0 ? [Infinity] : []),
  ];
}

/** Whether anything between the ends, or an infinity whose sign is not told, would do. */
function mayHold({ summary }: SummarizedArray, condition: Bound): boolean {
  const infinite = [Infinity, -Infinity].some((value) => holds(value, condition));
  if (summary.inf > 0 && infinite) return true;
  const [min, max] = [toNumber(summary.min), toNumber(summary.max)];
  const { absolute, sign, bound } = condition;
  if (!(max > min)) return false;
  // The ends themselves do not hold, so only what lies between them could.
  const smallest = min <= 0 && max >= 0 ? 0 : Math.min(Math.abs(min), Math.abs(max));
  const [least, most] = absolute ? [smallest, Math.max(Math.abs(min), Math.abs(max))] : [min, max];
  if (sign === "<" || sign === "<=") return HOLDS[sign](least, bound);
  if (sign === "=") return least <= bound && bound <= most;
  return false;
}
