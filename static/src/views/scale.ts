import { scaleLimit } from "../core/color.ts";
import type { ArrayJson } from "../core/document.ts";
import type { Graph } from "../core/graph.ts";
import { LARGEST_GRID, sheetOf } from "../core/measure.ts";

/** How many times the middle one a largest number may be before it gets a scale of its own. */
const far = 10;
/** How many times smaller than the shared scale a picture may be before it would look blank. */
const pale = 4;

/** One of the two arrays of a tensor. */
export type Part = "value" | "gradient";

/**
 * The ends of the value scale. Tensors of a graph share one scale, so that their colours compare;
 * one that would drown the others, and a picture that would be blank, has its own and says so.
 */
export interface ValueScale {
  /** End of the shared scale; 0 where the graph holds scalars only, which are not coloured. */
  common: number;
  /** End of the scale of one array of a tensor. */
  limit(tensor: string, part: Part): number;
}

const scales = new WeakMap<Graph, ValueScale>();

/** The scale of a graph; the same one whenever it is asked for. */
export function scaleOf(graph: Graph): ValueScale {
  let scale = scales.get(graph);
  if (!scale) scales.set(graph, (scale = computeScale(graph)));
  return scale;
}

function computeScale(graph: Graph): ValueScale {
  const coloured = graph.document.tensors.filter(({ shape }) => shape.length > 0);
  const sizes = { value: new Map<string, number>(), gradient: new Map<string, number>() };
  const grow = (part: Part, id: string, array: ArrayJson): void => {
    sizes[part].set(id, Math.max(sizes[part].get(id) ?? 0, scaleLimit([array])));
  };
  for (const { id, value } of coloured) if (value) grow("value", id, value);
  // A gradient keeps one scale over all passes, and while its contributions arrive.
  for (const { gradients = {} } of graph.document.passes)
    for (const [id, array] of Object.entries(gradients))
      if (array.shape.length > 0) grow("gradient", id, array);
  const ascending = [...sizes.value.values(), ...sizes.gradient.values()]
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const middle = ascending[Math.floor(ascending.length / 2)] ?? 1;
  const shared = ascending.findLast((size) => size <= far * middle) ?? 1;
  const common = coloured.length > 0 ? roundedUp(shared) : 0;
  return {
    common,
    limit(tensor, part) {
      const size = sizes[part].get(tensor) ?? 0;
      const blank = size > 0 && size * pale < common && isPicture(graph, tensor);
      return size > common || blank ? roundedUp(size) : common;
    },
  };
}

function isPicture(graph: Graph, id: string): boolean {
  const { rows, columns } = sheetOf(graph.tensors.get(id)?.shape ?? []);
  return Math.max(rows, columns) > LARGEST_GRID;
}

/** The next short number: 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten. */
function roundedUp(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((step) => step * power >= size) ?? 10);
}
