import { travellerAt } from "../../marks/edge.ts";
import { CARD } from "../../marks/contribution.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";

/** Distances of the card from its edge that are tried, in scene pixels. */
const distances = [26, 60, 100, 150];

/**
 * Where the card of a contribution hides least: above or below the middle of its edge, at the
 * nearest distance at which it covers the fewest nodes.
 * @param scale how much larger than in the scene the card is drawn
 */
export function cardPlace(
  route: Route,
  scene: Scene,
  scale: number,
): { at: Point; above: boolean } {
  const middle = travellerAt(route, scene.direction, "contribution", 0.5);
  const nodes = [...scene.tensors, ...scene.ops];
  const [width, height] = [CARD.width * scale, CARD.height * scale];
  const places = distances.flatMap((distance) =>
    [true, false].map((above) => {
      const at = { x: middle.x, y: middle.y + (above ? -distance : distance) };
      const box = {
        x: at.x - width / 2,
        y: above ? at.y - height : at.y,
        width,
        height,
      };
      const hidden = nodes.reduce((sum, node) => sum + commonArea(box, node.box), 0);
      return { at, above, cost: hidden + 12 * distance };
    }),
  );
  return places.reduce((best, place) => (place.cost < best.cost ? place : best));
}

function commonArea(one: Box, other: Box): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, across) * Math.max(0, down);
}
