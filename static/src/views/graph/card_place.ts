import { routeLength } from "../../core/layout/curve.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";
import { CARD, type CardPlace, type CardSide } from "../../marks/contribution.ts";
import { travellerAt } from "../../marks/edge.ts";

/** Distances of the card from its edge that are tried, in scene pixels. */
const distances = [26, 60, 100, 150];
/** The card stands no further than this along the edge from where the contribution lands. */
const reach = 120;
const sides: CardSide[] = ["above", "below", "left", "right"];

/**
 * Where the card of a contribution hides least: on one side of its edge, not far from its landing,
 * inside the view, and as near as it can without covering nodes.
 * @param view the part of the scene that is seen
 * @param scale how much larger than in the scene the card is drawn
 */
export function cardPlace(route: Route, scene: Scene, view: Box, scale: number): CardPlace {
  const share = Math.max(0.5, 1 - reach / Math.max(1, routeLength(route, scene.direction)));
  const near = travellerAt(route, scene.direction, "contribution", share);
  const nodes = [...scene.tensors, ...scene.ops].filter(({ box }) => overlaps(box, view));
  const size = { width: CARD.width * scale, height: CARD.height * scale };
  const places = distances.flatMap((distance) =>
    sides.map((side) => {
      const box = inside(boxBeside(near, side, distance, size), view);
      const hidden = nodes.reduce((sum, node) => sum + commonArea(box, node.box), 0);
      return { box, side, scale, cost: hidden + 12 * distance };
    }),
  );
  return places.reduce((best, place) => (place.cost < best.cost ? place : best));
}

function boxBeside(
  { x, y }: Point,
  side: CardSide,
  distance: number,
  { width, height }: { width: number; height: number },
): Box {
  const place = {
    above: { x: x - width / 2, y: y - distance - height },
    below: { x: x - width / 2, y: y + distance },
    left: { x: x - distance - width, y: y - height / 2 },
    right: { x: x + distance, y: y - height / 2 },
  }[side];
  return { ...place, width, height };
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
