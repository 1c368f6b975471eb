import { traceRoute } from "../../core/layout/curve.ts";
import type { Direction, Route } from "../../core/layout/scene.ts";
import type { EdgeState } from "../edge.ts";
import { type Brush, lineWidth } from "./brush.ts";
import type { Colour } from "./palette.ts";

/** As in edges.css: what has passed. */
const looks: Record<EdgeState, { colour: Colour; width: number }> = {
  idle: { colour: "mark", width: 1.25 },
  forward: { colour: "forward", width: 1.5 },
  backward: { colour: "backward", width: 1.5 },
};

/** Screen pixels of a stretch within which no bend can be seen. */
const straight = 3;
/** Curves in one path: a longer path costs more than it saves. */
const batch = 100;

/** Paint edges from afar, those in the same state together. */
export function paintEdges(
  brush: Brush,
  direction: Direction,
  routes: readonly Route[],
  stateOf: (route: Route) => EdgeState,
): void {
  const { context, palette } = brush;
  const byState: Record<EdgeState, Route[]> = { idle: [], forward: [], backward: [] };
  for (const route of routes) byState[stateOf(route)].push(route);
  for (const state of ["idle", "forward", "backward"] as const) {
    const { colour, width } = looks[state];
    context.strokeStyle = palette[colour];
    context.lineWidth = lineWidth(brush, width);
    for (let from = 0; from < byState[state].length; from += batch) {
      context.beginPath();
      for (const route of byState[state].slice(from, from + batch))
        traceRoute(route, direction, context, straight / brush.zoom);
      context.stroke();
    }
  }
}
