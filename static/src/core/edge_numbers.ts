/** What is written on an edge where numbers are asked for, and how much room it takes. */
import type { Edge } from "./document.ts";
import { type Graph, isReached } from "./graph.ts";
import type { Size } from "./layout/labels.ts";
import { LARGEST_GRID, sheetOf } from "./measure.ts";

/** "number" for a scalar, "cells" for a grid without numbers, "range" for what is larger. */
export interface Part {
  form: "number" | "cells" | "range";
  rows: number;
  columns: number;
  width: number;
  height: number;
}

/** The local derivative has the op's output's shape, the contribution that of the input. */
export interface EdgeNumbers extends Size {
  local: Part | null;
  contribution: Part | null;
}

export const TINY_CELL = 8;
/** Room for the sign before a part, between two parts, and around all. */
export const NUMBER_SPACE = { sign: 12, between: 5, around: 3 } as const;
const LINE = { number: 58, range: 100, height: 13 } as const;

const known = new WeakMap<Graph, ReadonlyMap<string, EdgeNumbers>>();

/** By edge key. Sizes come from shapes alone, so that nothing moves when a number arrives. */
export function edgeNumbers(graph: Graph): ReadonlyMap<string, EdgeNumbers> {
  let numbers = known.get(graph);
  if (numbers === undefined) {
    const entries = [...graph.edges].flatMap(([key, edge]) => {
      const measured = measureNumbers(graph, edge);
      return measured ? [[key, measured] as const] : [];
    });
    known.set(graph, (numbers = new Map(entries)));
  }
  return numbers;
}

function measureNumbers(graph: Graph, edge: Edge): EdgeNumbers | null {
  if (edge.direction === "out") return null;
  const { shape = [] } = graph.tensors.get(edge.tensor) ?? {};
  const local = edge.local ? measurePart(edge.local.shape) : null;
  const contribution = isReached(graph, edge.tensor) ? measurePart(shape) : null;
  const parts = [local, contribution].filter((part) => part !== null);
  if (parts.length === 0) return null;
  const { between, around } = NUMBER_SPACE;
  const widths = parts.map(({ width }) => width);
  const heights = parts.map(({ height }) => height);
  // Grids stand side by side, numbers one below the other.
  const aside = parts.every(({ form }) => form === "cells");
  const sum = (lengths: number[]) => lengths.reduce((total, one) => total + one, 0);
  const gap = aside ? between * (parts.length - 1) : 0;
  return {
    local,
    contribution,
    width: (aside ? sum(widths) + gap : Math.max(...widths)) + 2 * around,
    height: (aside ? Math.max(...heights) : sum(heights)) + 2 * around,
  };
}

function measurePart(shape: readonly number[]): Part {
  const { rows, columns } = sheetOf(shape);
  if (shape.length === 0)
    return { form: "number", rows, columns, width: LINE.number, height: LINE.height };
  const small = rows * columns > 0 && rows <= LARGEST_GRID && columns <= LARGEST_GRID;
  if (!small) return { form: "range", rows, columns, width: LINE.range, height: LINE.height };
  return {
    form: "cells",
    rows,
    columns,
    width: NUMBER_SPACE.sign + columns * TINY_CELL,
    height: Math.max(rows * TINY_CELL, LINE.height),
  };
}

/** The room that the numbers of any edge need. */
export function roomForNumbers(graph: Graph): Size {
  const sizes = [...edgeNumbers(graph).values()];
  return {
    width: sizes.reduce((most, { width }) => Math.max(most, width), 0),
    height: sizes.reduce((most, { height }) => Math.max(most, height), 0),
  };
}
