import { pointOnRoute, routePath } from "../core/layout/curve.ts";
import type { Direction, Point, Route } from "../core/layout/scene.ts";
import type { Travel } from "../core/motion.ts";
import { svg } from "./svg.ts";

/** How far along an edge things are: nothing has passed, a value has, a gradient has. */
export type EdgeState = "idle" | "forward" | "backward";

/** One edge of the graph. */
export interface EdgeMark {
  root: SVGPathElement;
  /** @param travels what travels on it now */
  show(state: EdgeState, travels: Travel["kind"] | null): void;
}

/** Draw an edge as a smooth curve: its colour says which pass came by, its weight that one does now. */
export function drawEdge(route: Route, direction: Direction): EdgeMark {
  const root = svg("path", {
    class: "edge idle",
    d: routePath(route, direction) + arrowhead(route, direction),
    "data-edge": route.key,
  });
  return {
    root,
    show(state, travels) {
      const colour = travels === null ? state : travels === "forward" ? "forward" : "backward";
      root.setAttribute("class", `edge ${colour}${travels ? " travelling" : ""}`);
    },
  };
}

/** An edge that runs against the reading direction says where it leads. */
function arrowhead({ points, across }: Route, direction: Direction): string {
  const [before, tip] = points.slice(-2);
  if (!before || !tip || across) return "";
  const { x, y } = tip;
  if (direction === "left-right")
    return before.x > x ? `M${x + 6} ${y - 4}L${x} ${y}L${x + 6} ${y + 4}` : "";
  return before.y < y ? `M${x - 4} ${y - 6}L${x} ${y}L${x + 4} ${y - 6}` : "";
}

/** Where something is that has gone a share (0 to 1) of its way along an edge. */
export function travellerAt(
  route: Route,
  direction: Direction,
  kind: Travel["kind"],
  share: number,
): Point {
  return pointOnRoute(route, direction, kind === "forward" ? share : 1 - share);
}
