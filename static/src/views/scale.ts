import { scaleLimit } from "../core/color.ts";
import type { ArrayJson } from "../core/document.ts";
import type { Graph } from "../core/graph.ts";

/**
 * The end of the one value scale of a graph: the largest size among its vectors, matrices and
 * their gradients, rounded up to a short number; 0 where there are scalars only.
 */
export function valueLimit(graph: Graph): number {
  let limit = limits.get(graph);
  if (limit === undefined) limits.set(graph, (limit = computeLimit(graph)));
  return limit;
}

const limits = new WeakMap<Graph, number>();

function computeLimit({ document }: Graph): number {
  const values = document.tensors.map(({ value }) => value);
  const gradients = document.passes.flatMap((pass) => Object.values(pass.gradients ?? {}));
  const coloured = [...values, ...gradients].filter(
    (array): array is ArrayJson => array !== undefined && array.shape.length > 0,
  );
  const largest = scaleLimit(coloured);
  if (largest === 0) return coloured.length > 0 ? 1 : 0;
  const power = 10 ** Math.floor(Math.log10(largest));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((step) => step * power >= largest) ?? 10);
}
