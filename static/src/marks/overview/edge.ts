import { traceStretch } from "../../core/layout/curve.ts";
import type { Direction, Route } from "../../core/layout/scene.ts";
import type { EdgeState } from "../edge.ts";
import { type Brush, lineWidth } from "./brush.ts";

/** Screen pixels of a stretch within which no bend can be seen. */
const straight = 3;
/** Curves in one path: a longer path costs more than it saves. */
const batch = 100;

/** A part of edges, from one corner to the next: the `index`th of `route`. */
export interface Stretch {
  route: Route;
  index: number;
}

/** Paint parts of edges from afar, those in the same state together. */
export function paintEdges<Part extends Stretch>(
  brush: Brush,
  direction: Direction,
  stretches: readonly Part[],
  stateOf: (stretch: Part) => EdgeState,
): void {
  const { context, palette } = brush;
  const byState: Record<EdgeState, Stretch[]> = { idle: [], forward: [], backward: [] };
  for (const stretch of stretches) byState[stateOf(stretch)].push(stretch);
  for (const state of ["idle", "forward", "backward"] as const) {
    const { stroke, width } = palette.looks.edge[state];
    context.strokeStyle = stroke;
    context.lineWidth = lineWidth(brush, width);
    for (let from = 0; from < byState[state].length; from += batch) {
      context.beginPath();
      for (const { route, index } of byState[state].slice(from, from + batch))
        traceStretch(route, direction, index, context, straight / brush.zoom);
      context.stroke();
    }
  }
}
