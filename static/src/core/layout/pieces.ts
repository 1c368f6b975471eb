/** Modules through which a scene is cut: how far each reaches in each of the parts. */
import { countBelow } from "../ascending.ts";
import { INSIDE, TITLE_HEIGHT } from "./layout.ts";
import { type Box, type Point, type Region, type Scene, turned } from "./scene.ts";

/** How far something reaches across the reading direction. */
export interface Extent {
  top: number;
  bottom: number;
}

/** A module in pieces, from the first part that it reaches into. */
export interface Cut {
  first: number;
  extents: Extent[];
}

export type Pieces = ReadonlyMap<Region, Cut>;

export function widen(extent: Extent, { top, bottom }: Extent): void {
  extent.top = Math.min(extent.top, top);
  extent.bottom = Math.max(extent.bottom, bottom);
}

/** The open modules that some of the cuts go through; each piece holds what is in it, and no more. */
export function piecesOf(scene: Scene, cuts: readonly number[]): Pieces {
  const pieces = new Map<Region, Cut>();
  const partAt = (main: number) => countBelow(cuts, main);
  for (const region of scene.regions.toReversed()) {
    const { main, length } = turned(scene, region.box);
    const [first, last] = [partAt(main + 0.5), partAt(main + length - 0.5)];
    if (region.folded || first === last) continue;
    const extents = Array.from({ length: last - first + 1 }, () => ({
      top: Infinity,
      bottom: -Infinity,
    }));
    for (const { part, extent } of contentsOf(scene, region, pieces, partAt)) {
      const own = extents[part - first];
      if (own) widen(own, extent);
    }
    pieces.set(region, {
      first,
      extents: extents.map((one, index) => padded(scene, region, one, index)),
    });
  }
  return pieces;
}

/** What is in a module: nodes, other modules and their pieces, and the ways between them. */
function* contentsOf(
  scene: Scene,
  region: Region,
  pieces: Pieces,
  partAt: (main: number) => number,
): Iterable<{ part: number; extent: Extent }> {
  const place = (box: Box) => {
    const { main, length, cross, breadth } = turned(scene, box);
    const extent = { top: cross, bottom: cross + breadth };
    return { from: partAt(main + 0.5), to: partAt(main + length - 0.5), extent };
  };
  for (const other of [...scene.tensors, ...scene.ops, ...scene.regions]) {
    if (other === region || !holds(region.box, other.box)) continue;
    const cut = pieces.get(other as Region);
    if (cut) yield* cut.extents.map((extent, index) => ({ part: cut.first + index, extent }));
    else yield { part: place(other.box).from, extent: place(other.box).extent };
  }
  for (const { points } of [...scene.routes, ...scene.updates])
    for (const [index, point] of points.entries()) {
      const box = around(points[index - 1] ?? point, point);
      if (!holds(region.box, box)) continue;
      const { from, to, extent } = place(box);
      for (let part = from; part <= to; part++) yield { part, extent };
    }
}

/** With the free space that it has within its module, and in the first one room for the title. */
function padded(scene: Scene, { box }: Region, { top, bottom }: Extent, index: number): Extent {
  const { cross, breadth } = turned(scene, box);
  if (top > bottom) return { top: cross + breadth / 2, bottom: cross + breadth / 2 };
  const title = scene.direction === "left-right" && index === 0 ? TITLE_HEIGHT : 0;
  return {
    top: Math.max(cross, top - INSIDE - title),
    bottom: Math.min(cross + breadth, bottom + INSIDE),
  };
}

function around(one: Point, other: Point): Box {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return { x, y, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}

export function holds(outer: Box, inner: Box): boolean {
  const slack = 0.5;
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}
