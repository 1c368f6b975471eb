/** How strongly an edge is drawn: by the size of what came back along it. */
import type { ArrayJson } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph, isFull } from "./graph.ts";
import type { Route } from "./layout/scene.ts";
import { toNumber } from "./number.ts";

/** Sizes this many powers of ten below the largest, and all that are smaller, are drawn thinnest. */
export const DECADES = 3;
const WIDTH = { zero: 0.75, least: 1.1, most: 3.6 } as const;

/** Width of a line in CSS pixels; `broken` says that no size can be told. */
export interface Weight {
  width: number;
  broken: "nan" | "infinity" | null;
}

/** The size of the largest element: infinite where one is, NaN where one is not a number. */
export function sizeOf(array: ArrayJson): number {
  if (!isFull(array)) {
    const { min, max, nan, inf } = array.summary;
    if (nan > 0) return Number.NaN;
    return inf > 0 ? Infinity : Math.max(Math.abs(toNumber(min)), Math.abs(toNumber(max)));
  }
  return array.data.reduce<number>((largest, num) => Math.max(largest, Math.abs(toNumber(num))), 0);
}

/** The sizes of all gradients of a graph. */
interface Sizes {
  /** The largest finite one; 0 where there is none. */
  largest: number;
  broken: ReadonlySet<NonNullable<Weight["broken"]>>;
}

const known = new WeakMap<Graph, Sizes>();

export function gradientSizes(graph: Graph): Sizes {
  let sizes = known.get(graph);
  if (sizes === undefined) known.set(graph, (sizes = measure(graph)));
  return sizes;
}

function measure({ document }: Graph): Sizes {
  let largest = 0;
  const broken = new Set<NonNullable<Weight["broken"]>>();
  for (const { gradients = {} } of document.passes)
    for (const array of Object.values(gradients)) {
      const size = sizeOf(array);
      if (Number.isNaN(size)) broken.add("nan");
      else if (size === Infinity) broken.add("infinity");
      else largest = Math.max(largest, size);
    }
  return { largest, broken };
}

/** The width for a size: each power of ten below the largest is thinner by the same amount. */
export function weightOf(size: number, largest: number): Weight {
  if (Number.isNaN(size)) return { width: WIDTH.most, broken: "nan" };
  if (size === Infinity) return { width: WIDTH.most, broken: "infinity" };
  if (size === 0) return { width: WIDTH.zero, broken: null };
  const strength = largest > 0 ? 1 + Math.log10(size / largest) / DECADES : 1;
  const share = Math.min(Math.max(strength, 0), 1);
  return { width: WIDTH.least + share * (WIDTH.most - WIDTH.least), broken: null };
}

/** What a pass sends back along an edge; undefined where it sends nothing or nobody knows. */
export function sentAlong(
  graph: Graph,
  pass: number,
  { op, slot, tensor, direction }: Pick<Route, "op" | "slot" | "tensor" | "direction">,
): ArrayJson | undefined {
  const whole = graph.passes.get(pass)?.pass.gradients?.[tensor];
  if (direction === "out") return whole;
  const arrivals = arrivalsOf(graph, pass, tensor);
  if (!arrivals.some((one) => one.op === op && one.slot === slot)) return undefined;
  return contributionOf(graph, pass, op, slot) ?? (arrivals.length === 1 ? whole : undefined);
}
