import { pointOnRoute, routePath } from "../core/layout/curve.ts";
import type { Direction, Point, Route } from "../core/layout/scene.ts";
import { svg } from "./svg.ts";

/** How far along an edge things are: nothing has passed, a value has, a gradient has. */
export type EdgeState = "idle" | "forward" | "backward";

/** One edge of the graph. */
export interface EdgeMark {
  root: SVGPathElement;
  /** @param travels what travels on it now */
  show(state: EdgeState, travels: "forward" | "contribution" | null): void;
}

/** Draw an edge as a smooth curve: its colour says which pass came by, its weight that one does now. */
export function drawEdge(route: Route, direction: Direction): EdgeMark {
  const root = svg("path", {
    class: "edge idle",
    d: routePath(route, direction),
    "data-edge": route.key,
  });
  return {
    root,
    show(state, travels) {
      const colour = travels === "contribution" ? "backward" : (travels ?? state);
      root.setAttribute("class", `edge ${colour}${travels ? " travelling" : ""}`);
    },
  };
}

/** Where something is that has gone a share (0 to 1) of its way along an edge. */
export function travellerAt(
  route: Route,
  direction: Direction,
  kind: "forward" | "contribution",
  share: number,
): Point {
  return pointOnRoute(route, direction, kind === "forward" ? share : 1 - share);
}
