import { nodesIn } from "../../core/layout/nearby.ts";
import type { Box, Scene } from "../../core/layout/scene.ts";
import { type Camera, inScene, type Size } from "./camera.ts";

/** Where the map may stand, the usual corner first. */
const corners = ["bottom right", "bottom left", "top right", "top left"] as const;
export type Corner = (typeof corners)[number];

/** The map's sizes, as shares of the usual one: a smaller one hides less. */
const sizes = [1, 0.7] as const;
/** Screen pixels around the map that are left free as well. */
const clear = 10;
/** What hiding the place where something happens weighs against all else. */
const precious = 1_000;
/** Height of a module's title. */
const title = 24;

export interface MapPlace {
  corner: Corner;
  scale: (typeof sizes)[number];
}

export const usual: MapPlace = { corner: corners[0], scale: sizes[0] };

/** A stage, and how far the map keeps from its sides, and from its top and bottom. */
export interface MapRoom extends Size {
  aside: number;
  away: number;
}

/**
 * Where the map hides the least of what a camera shows: nothing, if there is such a place.
 * @param map its usual size
 * @param present where something happens now
 */
export function mapPlace(
  scene: Scene,
  camera: Camera,
  stage: MapRoom,
  map: Size,
  present: Box | null,
): MapPlace {
  const places = sizes.flatMap((scale) => corners.map((corner): MapPlace => ({ corner, scale })));
  let best = { place: usual, hidden: Infinity };
  for (const place of places) {
    const hidden = hiddenBy(inScene(camera, mapBox(place, stage, map)), scene, present);
    if (hidden < best.hidden) best = { place, hidden };
  }
  return best.place;
}

/** The box of the map on the stage, with what is left free around it. */
export function mapBox(
  { corner, scale }: MapPlace,
  { width, height, aside, away }: MapRoom,
  map: Size,
): Box {
  const [wide, high] = [map.width * scale, map.height * scale];
  const x = corner.endsWith("left") ? aside : width - aside - wide;
  const y = corner.startsWith("top") ? away : height - away - high;
  return { x: x - clear, y: y - clear, width: wide + 2 * clear, height: high + 2 * clear };
}

/** How much of nodes, folded modules and titles a box hides. */
function hiddenBy(box: Box, scene: Scene, present: Box | null): number {
  const modules = scene.regions.map(({ box: ground, folded }) =>
    folded ? ground : { ...ground, height: title },
  );
  const all = [...nodesIn(scene, box).map((one) => one.box), ...modules];
  const shown = all.reduce((sum, one) => sum + shared(box, one), 0);
  return shown + (present ? precious * shared(box, present) : 0);
}

function shared(one: Box, other: Box): number {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, across) * Math.max(0, down);
}
