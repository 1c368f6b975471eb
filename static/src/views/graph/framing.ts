import type { Room } from "../../core/layout/breaks.ts";
import {
  around,
  type Box,
  type Direction,
  type Route,
  type Scene,
} from "../../core/layout/scene.ts";
import {
  type Camera,
  centred,
  fitted,
  inScene,
  isSame,
  panned,
  showing,
  withoutEdges,
  zoomed,
} from "./camera.ts";
import { nodesIn, overlaps } from "../../core/layout/nearby.ts";
import type { Viewport } from "./viewport.ts";

/** Below this zoom it takes an effort to read; on a phone a graph is then first shown in part. */
const readable = 0.6;
/** Below this zoom names cannot be read; nothing is shown so small of itself. */
export const legible = 0.45;
/** Below this zoom another row would gain nothing that could be read. */
const pattern = 0.3;
/** Below this zoom one row is but a line. */
const line = { wide: 0.2, narrow: 0.12 } as const;
/** The zooms between which a part of a large graph is shown: not much larger than the whole. */
const apart = { wide: 0.65, narrow: 0.8 } as const;
const close = 0.95;
/** Screen pixels between a button and a node. */
const clear = 6;
/** The largest zoom of a small graph, where the page's letters have 14 pixels. */
const most = 1.25;

/** The part of the screen that the graph has for itself. */
export function freeBox(viewport: Viewport): Box {
  return viewport.free;
}

/** What the scene has to fit into; its numbers are as large as the page's own at the zoom of 1. */
export function roomOf(viewport: Viewport): Room {
  const { width, height } = withoutEdges(viewport.size);
  // Where little of a graph is seen at a time, one long row is easier to follow than several.
  const [least, faint] = viewport.isNarrow ? [readable, line.narrow] : [pattern, line.wide];
  return { width, height, least, faint, zoom: viewport.letter / 14 };
}

/** What of boxes can be seen together without zooming out: all, or all but the ends of long names. */
export function together(
  viewport: Viewport,
  boxes: readonly Box[],
  bodies: readonly Box[],
): Box | null {
  const { zoom } = viewport.camera;
  const free = freeBox(viewport);
  const [whole, core] = [around(boxes), around(bodies)];
  if (!whole || !core || whole.height * zoom > free.height) return null;
  if (whole.width * zoom <= free.width) return whole;
  return core.width * zoom <= free.width ? { ...whole, x: core.x, width: core.width } : null;
}

/**
 * The view of the whole scene, with no node under a button; on a projector a small one grows even
 * more than the letters do.
 */
export function overview(viewport: Viewport, scene: Scene): Camera {
  const [free, { aside }] = [freeBox(viewport), viewport];
  const fit = (room: Box): Camera => fitted(scene, room, most * (viewport.letter / 14) ** 2);
  const whole = fit(free);
  if (!aside || nodesIn(scene, inScene(whole, aside)).length === 0) return whole;
  const [before, under] = roomsBeside(free, aside).map(fit) as [Camera, Camera];
  return before.zoom >= under.zoom ? before : under;
}

/** What is free before buttons, and below them. */
function roomsBeside(free: Box, aside: Box): [Box, Box] {
  const [right, below] = [aside.x - clear, aside.y + aside.height + clear];
  return [
    { ...free, width: right - free.x },
    { ...free, y: below, height: free.y + free.height - below },
  ];
}

/**
 * The smallest move after which a place is seen.
 * @param nodes what of it should stand under no button, where there is room for that
 */
export function following(viewport: Viewport, box: Box, nodes: readonly Box[]): Camera {
  const { camera, aside, free } = viewport;
  const target = showing(camera, box, free);
  const isClear = (one: Camera): boolean =>
    !aside || !nodes.some((node) => overlaps(node, inScene(one, aside)));
  if (!aside || isClear(target)) return target;
  const away = (one: Camera): number => Math.hypot(one.x - target.x, one.y - target.y);
  const nearest = roomsBeside(free, aside)
    .map((room) => showing(target, box, room))
    .filter((one) => isClear(one) && nodes.every((node) => isSame(showing(one, node, free), one)))
    .toSorted((one, other) => away(one) - away(other))[0];
  return nearest ?? target;
}

/** The first view of a scene: all of it, if it can be read so, else what is about `present`. */
export function opening(
  viewport: Viewport,
  scene: Scene,
  present: Box | null,
  least = viewport.isNarrow ? readable : legible,
): Camera {
  const whole = overview(viewport, scene);
  if (whole.zoom >= least || present === null) return whole;
  const small = viewport.isNarrow ? apart.narrow : apart.wide;
  const zoom = Math.min(close, Math.max(small, 1.5 * whole.zoom)) * (viewport.letter / 14);
  return centred(scene, present, freeBox(viewport), zoom);
}

/** The camera under which `to` stands where `from` stood. */
export function anchored(camera: Camera, from: Box, to: Box): Camera {
  return panned(camera, (from.x - to.x) * camera.zoom, (from.y - to.y) * camera.zoom);
}

/**
 * The view in which an opened module can be seen whole and read. Of one that is too large for that
 * as much is seen as can be read, from its title on.
 * @param members what is in it, in the order in which it follows its title
 * @param direction of the reading, along which it is moved no more than it must be
 */
export function unveiling(
  viewport: Viewport,
  camera: Camera,
  opened: Box,
  members: readonly Box[],
  direction: Direction,
): Camera {
  const free = freeBox(viewport);
  const middle = { x: free.x + free.width / 2, y: free.y + free.height / 2 };
  const fit = Math.min(free.width / opened.width, free.height / opened.height);
  // On a phone a module that is opened from afar is brought near, to be read.
  const isFar = viewport.isNarrow && camera.zoom < legible;
  const largest = isFar ? close : camera.zoom;
  if (fit >= Math.min(legible, largest))
    return showing(zoomed(camera, Math.min(largest, fit) / camera.zoom, middle), opened, free);
  const nearer = isFar ? zoomed(camera, apart.narrow / camera.zoom, middle) : camera;
  const title = { ...opened, width: 1, height: 1 };
  const first = firstOf(members, free, nearer.zoom) ?? title;
  return showing(showing(nearer, title, free), spread(first, free, nearer.zoom, direction), free);
}

/** A box as broad, across the reading, as there is room: whoever shows that has it in the middle. */
function spread(box: Box, free: Box, zoom: number, direction: Direction): Box {
  const { x, y, width, height } = box;
  const [wide, high] = [free.width / zoom, free.height / zoom];
  return direction === "left-right"
    ? { ...box, y: y + (height - high) / 2, height: high }
    : { ...box, x: x + (width - wide) / 2, width: wide };
}

/** The first of some boxes, as many as are seen together; null of none. */
function firstOf(boxes: readonly Box[], free: Box, zoom: number): Box | null {
  let seen = around(boxes.slice(0, 1));
  for (const box of boxes) {
    const both = around(seen ? [seen, box] : [box]);
    if (!both || both.width * zoom > free.width || both.height * zoom > free.height) break;
    seen = both;
  }
  return seen;
}

/** The view in which a place can be read: moved no more than it takes, and larger if it must be. */
export function finding(viewport: Viewport, box: Box, free: Box): Camera {
  const { camera } = viewport;
  const room = grown(box, 24 / camera.zoom);
  const fits = room.width * camera.zoom <= free.width && room.height * camera.zoom <= free.height;
  if (camera.zoom >= readable && fits) return showing(camera, room, free);
  return amid(box, free, camera.zoom < readable ? close : camera.zoom);
}

/** The view in which a place fills the screen, as far as its letters stay as large as those of titles. */
export function closeup(viewport: Viewport, box: Box): Camera {
  return amid(box, freeBox(viewport), 1.6 * (viewport.letter / 14));
}

/** A box in the middle of `free`, whole, and no larger than `largest`. */
function amid(box: Box, free: Box, largest: number): Camera {
  const zoom = Math.min(largest, (free.width - 32) / box.width, (free.height - 32) / box.height);
  return {
    x: free.x + free.width / 2 - (box.x + box.width / 2) * zoom,
    y: free.y + free.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** With room for a turn from row to row, which reaches beyond its corner points. */
const beyond = 32;

/** The box around a route's points. */
export function boundsOf({ points }: Pick<Route, "points">): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return {
    x: left - beyond,
    y: top - beyond,
    width: right - left + 2 * beyond,
    height: bottom - top + 2 * beyond,
  };
}
