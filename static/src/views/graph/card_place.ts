import { routeLength } from "../../core/layout/curve.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";
import { CARD, type CardPlace, type CardSide } from "../../marks/contribution.ts";
import { travellerAt } from "../../marks/edge.ts";

/** The card stands no further than this along the edge from where the contribution lands. */
const reach = 120;
/** How near the card may come to its point on the edge, and steps in which places are tried. */
const nearest = 26;
const step = 34;
/** Covering what the contribution is about is this much worse than covering anything else. */
const dear = 6;

/**
 * Where the card of a contribution hides least: beside its edge, not far from its landing, inside
 * the view, and as near as it can without covering nodes, least of all those of its edge.
 * @param view the part of the scene that is seen
 * @param scale how much larger than in the scene the card is drawn
 */
export function cardPlace(route: Route, scene: Scene, view: Box, scale: number): CardPlace {
  const share = Math.max(0.5, 1 - reach / Math.max(1, routeLength(route, scene.direction)));
  const near = travellerAt(route, scene.direction, "contribution", share);
  const size = { width: CARD.width * scale, height: CARD.height * scale };
  const nodes = [...scene.tensors, ...scene.ops]
    .filter(({ box }) => overlaps(box, view))
    .map(({ id, box }) => ({
      box,
      worth: id === route.tensor || id === route.op ? dear : 1,
    }));
  const costOf = (box: Box): number => {
    const hidden = nodes.reduce((sum, node) => sum + node.worth * commonArea(node.box, box), 0);
    return hidden + 12 * distanceTo(near, box);
  };
  const boxes = candidates(near, size).map((box) => inside(box, view));
  const costs = boxes.map(costOf);
  const best = boxes[costs.indexOf(Math.min(...costs))] ?? { ...near, ...size };
  return { box: best, side: sideOf(near, best), scale };
}

/** Around a point, from near to far: the first of equals wins. */
function candidates({ x, y }: Point, { width, height }: Pick<Box, "width" | "height">): Box[] {
  const size = { width, height };
  const [left, top] = [x - width / 2, y - height / 2];
  return [0, 1, 2, 3, 4, 5].flatMap((ring) => {
    const away = nearest + ring * step;
    return [0, -1, 1, -2, 2].flatMap((along) => [
      { x: left + along * step, y: y - away - height, ...size },
      { x: left + along * step, y: y + away, ...size },
      { x: x - away - width, y: top + along * step, ...size },
      { x: x + away, y: top + along * step, ...size },
    ]);
  });
}

/** On which side of the point a box lies. */
function sideOf({ x, y }: Point, box: Box): CardSide {
  const [above, below] = [y - box.y - box.height, box.y - y];
  const [left, right] = [x - box.x - box.width, box.x - x];
  const most = Math.max(above, below, left, right);
  return most === above ? "above" : most === below ? "below" : most === left ? "left" : "right";
}

function distanceTo({ x, y }: Point, box: Box): number {
  const across = Math.max(box.x - x, x - box.x - box.width, 0);
  const down = Math.max(box.y - y, y - box.y - box.height, 0);
  return Math.hypot(across, down);
}

/** The box moved into the view. */
function inside(box: Box, view: Box): Box {
  return {
    ...box,
    x: Math.max(view.x, Math.min(box.x, view.x + view.width - box.width)),
    y: Math.max(view.y, Math.min(box.y, view.y + view.height - box.height)),
  };
}

function commonArea(one: Box, other: Box): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, across) * Math.max(0, down);
}
