import { routeLength } from "../../core/layout/curve.ts";
import { nodesIn } from "../../core/layout/nearby.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";
import { travellerAt } from "../../marks/edge.ts";

/** Distances of the card from its edge that are tried, in its own heights. */
const distances = [0.3, 0.7, 1.2, 1.8];
/** How much of it stands left of the contribution, above and below. */
const shifts = [0.5, 0.25, 0.75, 0.1, 0.9];
/** Places across and down the view that are tried as well. */
const lattice = 7;
/** Parts of the edge that are looked at, whether the card hides them. */
const along = 20;
/** The widest edge reaches so far from its middle. */
const breadth = 8;
/** The card stands no further than this along the edge from where the contribution lands. */
const reach = 120;
/** What covering a square pixel of what the card speaks of weighs. */
const precious = 1000;
/** What covering one of the other tensors of its op weighs. */
const dear = 50;
/** What covering any other node weighs: a way of so many pixels is better than a strip of one. */
const plain = 10;

/**
 * Where the card of a contribution hides least: never, if there is room at all, its tensor, its op
 * or its edge; inside the view; and as near as it can be without covering other nodes.
 * @param view the part of the scene that the card may stand in
 * @param map the part of it in which the map stands, over the card
 * @param size of the card in the scene
 */
export function cardPlace(
  route: Route,
  scene: Scene,
  view: Box,
  map: Box | null,
  size: { width: number; height: number },
): Box {
  const share = Math.max(0.5, 1 - reach / Math.max(1, routeLength(route, scene.direction)));
  const near = travellerAt(route, scene.direction, "contribution", share);
  const hidden = costs(route, scene, map, size);
  const candidates = [...beside(near, size), ...latticeIn(view, size)].map((box) =>
    inside(box, view),
  );
  let best = candidates[0] as Box;
  let least = Infinity;
  for (const box of candidates) {
    const cost = hidden(box) + 20 * distance(near, box);
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

function costs(
  route: Route,
  scene: Scene,
  map: Box | null,
  size: { width: number; height: number },
): (box: Box) => number {
  // Whose numbers the op works with: its other inputs, and the outputs with their gradients.
  const told = new Set(scene.routes.flatMap(({ op, tensor }) => (op === route.op ? tensor : [])));
  const weightOf = (id: string): number =>
    id === route.tensor || id === route.op ? precious : told.has(id) ? dear : plain;
  const dots = Array.from({ length: along + 1 }, (_, k) =>
    travellerAt(route, scene.direction, "contribution", k / along),
  );
  const strip = size.height ** 2;
  return (box) => {
    let covered = 0;
    for (const node of nodesIn(scene, box))
      covered += weightOf(node.id) * commonArea(box, node.box);
    if (map) covered += precious * commonArea(box, map);
    return covered + strip * dots.filter((dot) => distance(dot, box) < breadth).length;
  };
}

/** Boxes on the four sides of a point. */
function beside({ x, y }: Point, size: { width: number; height: number }): Box[] {
  const { width, height } = size;
  const at = (left: number, top: number): Box => ({ x: left, y: top, width, height });
  return distances.flatMap((share) => {
    const away = share * height;
    const starts = shifts.map((left) => x - left * width);
    return [
      starts.map((left) => at(left, y - away - height)),
      starts.map((left) => at(left, y + away)),
      at(x - away - width, y - height / 2),
      at(x + away, y - height / 2),
    ].flat();
  });
}

function latticeIn(view: Box, { width, height }: { width: number; height: number }): Box[] {
  const steps = Array.from({ length: lattice }, (_, k) => k / (lattice - 1));
  return steps.flatMap((right) =>
    steps.map((down) => ({
      x: view.x + right * (view.width - width),
      y: view.y + down * (view.height - height),
      width,
      height,
    })),
  );
}

/** The box moved into the view. */
function inside(box: Box, view: Box): Box {
  return {
    ...box,
    x: Math.max(view.x, Math.min(box.x, view.x + view.width - box.width)),
    y: Math.max(view.y, Math.min(box.y, view.y + view.height - box.height)),
  };
}

/** From a point to a box; 0 within it. */
function distance({ x, y }: Point, box: Box): number {
  const across = Math.max(box.x - x, 0, x - box.x - box.width);
  const down = Math.max(box.y - y, 0, y - box.y - box.height);
  return Math.hypot(across, down);
}

function commonArea(one: Box, other: Box): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, across) * Math.max(0, down);
}
