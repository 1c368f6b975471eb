import type { Box, Point } from "../../core/layout/scene.ts";

/** Where the scene stands on the screen: screen = scene * zoom + (x, y), in CSS pixels. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Parts of the scene, and at which zoom. */
export interface View {
  /** What the stage shows between its buttons and its legend. */
  seen: Box;
  /** Where the map of the graph stands; null while it is not shown. */
  map: Box | null;
  /** What is kept drawn, so that a pan finds it there. */
  near: Box;
  /** Whether the view moves on, so that it is soon to be drawn again. */
  moving: boolean;
  zoom: number;
  /** Height of the page's letters, in CSS pixels. */
  letter: number;
  /** Whether a contribution is explained below the graph, since beside its edge there is no room. */
  docked: boolean;
}

/** Screen pixels at the edges of the stage that the graph leaves to buttons and legend. */
const edge = { side: 16, top: 56, bottom: 40 };

const nearest = 4;
export const farthest = 0.05;

export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/**
 * Zoom by a factor; what is under `point` on the screen stays there.
 * @param least the zoom at which there is nothing more to see
 */
export function zoomed(camera: Camera, factor: number, point: Point, least = farthest): Camera {
  const zoom = Math.min(nearest, Math.max(least, camera.zoom * factor));
  const ratio = zoom / camera.zoom;
  return {
    x: point.x - (point.x - camera.x) * ratio,
    y: point.y - (point.y - camera.y) * ratio,
    zoom,
  };
}

/** The whole scene in the middle of the screen's box `free`, no larger than `most`. */
export function fitted(scene: Size, free: Box, most: number): Camera {
  const fit = Math.min(free.width / scene.width, free.height / scene.height);
  const zoom = Math.min(most, fit);
  return {
    x: free.x + (free.width - scene.width * zoom) / 2,
    y: free.y + (free.height - scene.height * zoom) / 2,
    zoom,
  };
}

/** A box of the scene in the middle of `free`, but no emptiness shown beyond the scene's edges. */
export function centred(scene: Size, box: Box, free: Box, zoom: number): Camera {
  const place = (middle: number, length: number, from: number, room: number): number => {
    const start = from + room / 2 - middle * zoom;
    const [end, gap] = [start + length * zoom, room - length * zoom];
    if (gap > 0) return from + gap / 2;
    return start + Math.min(0, from - start) + Math.max(0, from + room - end);
  };
  return {
    x: place(box.x + box.width / 2, scene.width, free.x, free.width),
    y: place(box.y + box.height / 2, scene.height, free.y, free.height),
    zoom,
  };
}

/** The smallest move that brings a box of the scene into the screen's box `free`. */
export function showing(camera: Camera, box: Box, free: Box): Camera {
  const { x, y, zoom } = camera;
  return panned(
    camera,
    shift(box.x * zoom + x, box.width * zoom, free.x, free.width),
    shift(box.y * zoom + y, box.height * zoom, free.y, free.height),
  );
}

/** How far to move a stretch so that it lies in the room; what is too long is put in its middle. */
function shift(start: number, length: number, from: number, room: number): number {
  if (length > room) return from + (room - length) / 2 - start;
  return Math.max(from - start, 0) + Math.min(from + room - (start + length), 0);
}

/** The part of a stage of this size that the graph has for itself. */
export function withoutEdges({ width, height }: Size): Box {
  const { side, top, bottom } = edge;
  return { x: side, y: top, width: width - 2 * side, height: height - top - bottom };
}

/** A box of the screen, in the scene. */
export function inScene({ x, y, zoom }: Camera, box: Box): Box {
  return {
    x: (box.x - x) / zoom,
    y: (box.y - y) / zoom,
    width: box.width / zoom,
    height: box.height / zoom,
  };
}

/** The part of the scene that the view shows, grown by `margin` screen pixels on every side. */
export function visibleBox(camera: Camera, view: Size, margin: number): Box {
  return {
    x: (-margin - camera.x) / camera.zoom,
    y: (-margin - camera.y) / camera.zoom,
    width: (view.width + 2 * margin) / camera.zoom,
    height: (view.height + 2 * margin) / camera.zoom,
  };
}

/** Whether the eye sees no difference. */
export function isSame(one: Camera, other: Camera): boolean {
  return one.zoom === other.zoom && Math.hypot(one.x - other.x, one.y - other.y) <= 1;
}

export function between(from: Camera, to: Camera, t: number): Camera {
  return {
    x: from.x + (to.x - from.x) * t,
    y: from.y + (to.y - from.y) * t,
    zoom: from.zoom + (to.zoom - from.zoom) * t,
  };
}
