import { captionOf, titleIn } from "../../core/captions.ts";
import type { Module } from "../../core/document.ts";
import type { Graph } from "../../core/graph.ts";
import { pointOnCubic, stretchOf } from "../../core/layout/curve.ts";
import type { Box, Point, Region, Scene } from "../../core/layout/scene.ts";
import { updateLines } from "../../core/layout/updates.ts";
import type { Title } from "../../marks/region.ts";
import { networkOf, type SharedStretch } from "./trunks.ts";

/** Where a title usually begins, the lane that it stands in, and its letters. */
const lane = { start: 14, top: 5, bottom: 26, end: 8 } as const;
const letters = { title: 6.6, caption: 6.3, between: 8 } as const;
/** How far a title keeps from an edge. */
const apart = 5;
/** Of a stretch, and of the line of an update, so many pieces are looked at. */
const pieces = { stretch: 12, update: 60 } as const;

interface Span {
  from: number;
  to: number;
}

const titles = new WeakMap<Region, Title>();

/**
 * The title of a module, as far to the start of its ground as no edge runs through it; at its usual
 * place if there is no such place.
 */
export function titleAt(graph: Graph, scene: Scene, module: Module, region: Region): Title {
  let known = titles.get(region);
  if (known === undefined) {
    const text = titleIn(graph, module, region.box.width);
    const caption = captionOf(graph, module, region.folded);
    const x = region.folded ? lane.start : startOf(graph, scene, region, widthOf(text, caption));
    known = { text, caption, x };
    titles.set(region, known);
  }
  return known;
}

function widthOf(text: string, caption: string): number {
  const behind = caption === "" ? 0 : letters.between + caption.length * letters.caption;
  return text.length * letters.title + behind;
}

function startOf(graph: Graph, scene: Scene, { box }: Region, width: number): number {
  const last = box.width - lane.end - width;
  let start: number = lane.start;
  for (const { from, to } of crossings(graph, scene, box)) {
    if (from - apart >= start + width) break;
    if (to + apart > start) start = to + apart;
  }
  return start <= last ? start : lane.start;
}

/** Where edges and updates run through the lane of a title, from its start on. */
function crossings(graph: Graph, scene: Scene, box: Box): Span[] {
  const strip = { ...box, y: box.y + lane.top, height: lane.bottom - lane.top };
  const { stretches, nearby } = networkOf(scene);
  const edges = nearby.in(strip).flatMap((place) => {
    const { route, index } = stretches[place] as SharedStretch;
    const stretch = stretchOf(route, scene.direction, index);
    return within((t) => pointOnCubic(stretch, t), pieces.stretch, strip);
  });
  const updates = updateLines(graph, scene).flatMap(({ at, points }) =>
    at && reaches(points, strip) ? within(at, pieces.update, strip) : [],
  );
  return [...edges, ...updates]
    .map(({ from, to }) => ({ from: from - box.x, to: to - box.x }))
    .toSorted((one, other) => one.from - other.from);
}

/** Where a line runs through a strip. */
function within(at: (t: number) => Point, count: number, { x, y, width, height }: Box): Span[] {
  const found: Span[] = [];
  let before = at(0);
  for (let piece = 1; piece <= count; piece++) {
    const here = at(piece / count);
    const span = { from: Math.min(before.x, here.x), to: Math.max(before.x, here.x) };
    const meets = Math.max(before.y, here.y) > y && Math.min(before.y, here.y) < y + height;
    if (meets && span.to > x && span.from < x + width) found.push(span);
    before = here;
  }
  return found;
}

function reaches(points: readonly Point[], { x, y, width, height }: Box): boolean {
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  return (
    Math.max(...xs) > x &&
    Math.min(...xs) < x + width &&
    Math.max(...ys) > y &&
    Math.min(...ys) < y + height
  );
}
