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

const nearest = 4;
const farthest = 0.05;

export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** Zoom by a factor; what is under `point` on the screen stays there. */
export function zoomed(camera: Camera, factor: number, point: Point): Camera {
  const zoom = Math.min(nearest, Math.max(farthest, camera.zoom * factor));
  const ratio = zoom / camera.zoom;
  return {
    x: point.x - (point.x - camera.x) * ratio,
    y: point.y - (point.y - camera.y) * ratio,
    zoom,
  };
}

/** The whole scene in the middle of the view, no larger than `most`. */
export function fitted(scene: Size, view: Size, margin: number, most: number): Camera {
  const across = (view.width - 2 * margin) / scene.width;
  const down = (view.height - 2 * margin) / scene.height;
  const zoom = Math.min(most, Math.max(farthest, Math.min(across, down)));
  return {
    x: (view.width - scene.width * zoom) / 2,
    y: (view.height - scene.height * zoom) / 2,
    zoom,
  };
}

/** The smallest move that brings a box into the view, `margin` pixels from its edges. */
export function showing(camera: Camera, box: Box, view: Size, margin: number): Camera {
  const shift = (start: number, length: number, room: number): number => {
    const edge = Math.min(margin, Math.max(0, (room - length) / 2));
    if (start < edge) return edge - start;
    return Math.min(0, room - edge - (start + length));
  };
  return panned(
    camera,
    shift(box.x * camera.zoom + camera.x, box.width * camera.zoom, view.width),
    shift(box.y * camera.zoom + camera.y, box.height * camera.zoom, view.height),
  );
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

export function between(from: Camera, to: Camera, t: number): Camera {
  return {
    x: from.x + (to.x - from.x) * t,
    y: from.y + (to.y - from.y) * t,
    zoom: from.zoom + (to.zoom - from.zoom) * t,
  };
}

export function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
