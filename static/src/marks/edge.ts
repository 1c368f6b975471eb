import { pointOnRoute, routePath } from "../core/layout/curve.ts";
import type { Direction, Point, Route } from "../core/layout/scene.ts";
import type { Travel } from "../core/motion.ts";
import type { Weight } from "../core/weight.ts";
import { HANDLE, svg } from "./svg.ts";

/** How far along an edge things are: nothing has passed, a value has, a gradient has. */
export type EdgeState = "idle" | "forward" | "backward";

/** One edge of the graph. */
export interface EdgeMark {
  root: SVGElement;
  /** What takes clicks and the focus for a tensor that stands on the edge in shorthand. */
  handle?: SVGElement;
  /**
   * @param travels what travels on it now
   * @param weight how strong what came back is; null where that is not known
   */
  show(state: EdgeState, travels: Travel["kind"] | null, weight: Weight | null): void;
}

/** Draw an edge as a smooth curve: its colour says which pass came by, its width how strongly. */
export function drawEdge(route: Route, direction: Direction): EdgeMark {
  const way = routePath(route, direction);
  const line = svg("path", { class: "edge idle", d: way, "data-edge": route.key });
  const tip = svg("path", { class: "tip idle", d: arrowhead(route, direction) });
  const show: EdgeMark["show"] = (state, travels, weight) => {
    const colour = travels === null ? state : travels === "forward" ? "forward" : "backward";
    const kinds = [colour, travels ? "travelling" : "", weight?.broken ?? ""];
    line.setAttribute("class", `edge ${kinds.filter(Boolean).join(" ")}`);
    tip.setAttribute("class", `tip ${colour}`);
    if (weight) line.style.setProperty("--weight", `${weight.width.toFixed(2)}px`);
    else line.removeAttribute("style");
  };
  const pointed = tip.getAttribute("d") === "" ? [] : [tip];
  if (route.from === undefined) return { root: svg("g", {}, line, ...pointed), show };
  const handle = svg("path", { d: way, ...HANDLE });
  const named = { class: "link", "data-tensor": route.tensor };
  return { root: svg("g", named, line, ...pointed, handle), handle, show };
}

/** An edge that runs against the reading direction says where it leads. */
function arrowhead({ points, across }: Route, direction: Direction): string {
  const [before, tip] = points.slice(-2);
  if (!before || !tip || across) return "";
  const { x, y } = tip;
  if (direction === "left-right")
    return before.x > x ? `M${x + 9} ${y - 4.5}L${x} ${y}L${x + 9} ${y + 4.5}Z` : "";
  return before.y < y ? `M${x - 4.5} ${y - 9}L${x} ${y}L${x + 4.5} ${y - 9}Z` : "";
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
