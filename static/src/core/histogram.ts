/** Histograms: how often which size of number occurs among the finite elements of an array. */
import type { Num } from "./document.ts";
import { toNumber } from "./number.ts";
import { ticks } from "./curve.ts";

export interface Histogram {
  /** Edges of the bins, rising: one more than there are bins. */
  edges: number[];
  counts: number[];
}

/**
 * Bins with round edges, all of one width, over the finite elements; 0 is an edge where it lies
 * between them, so that no bin holds both signs.
 * @param about how many bins there should be
 */
export function histogram(data: readonly Num[], about: number): Histogram {
  const values = data.map(toNumber).filter(Number.isFinite);
  if (values.length === 0) return { edges: [], counts: [] };
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  const [from, to] = low < high ? [low, high] : [low - spread(low), low + spread(low)];
  const inner = ticks(from, to, about);
  const width = (inner[1] ?? to) - (inner[0] ?? from);
  const edges = [...inner];
  while ((edges[0] ?? from) > low) edges.unshift((edges[0] ?? from) - width);
  while ((edges.at(-1) ?? to) < high) edges.push((edges.at(-1) ?? to) + width);
  const counts = edges.slice(1).map(() => 0);
  for (const value of values) {
    const bin = edges.findLastIndex((edge) => edge <= value);
    const at = Math.min(Math.max(bin, 0), counts.length - 1);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { edges, counts };
}

function spread(value: number): number {
  return value === 0 ? 1 : Math.abs(value) / 2;
}
