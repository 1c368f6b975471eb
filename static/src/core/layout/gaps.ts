/** Places at which a scene can be broken across the reading direction without cutting a node. */
import { countBelow } from "../ascending.ts";
import type { Box, Placed, Region, Scene } from "./scene.ts";

export interface Gap {
  /** Where it is along the reading, in CSS pixels. */
  at: number;
  /** What begins first behind it, and all that stands between it and the next gap. */
  first: string;
  members: ReadonlySet<string>;
  /** Edges that pass it. */
  edges: number;
}

/** A box by its start and length along the reading direction, and across it. */
export interface Turned {
  main: number;
  length: number;
  cross: number;
  breadth: number;
}

export function turned({ direction, height }: Scene, box: Box): Turned {
  return direction === "left-right"
    ? { main: box.x, length: box.width, cross: box.y, breadth: box.height }
    : {
        main: height - box.y - box.height,
        length: box.height,
        cross: box.x,
        breadth: box.width,
      };
}

/** The gaps that cut neither a node nor a module, in order along the reading. */
export function gapsOf(scene: Scene): Gap[] {
  return gapsBetween(scene, new Set());
}

/** The gaps that cut no node, and no module that is not long and apart from all else. */
export function gapsThrough(scene: Scene): Gap[] {
  return gapsBetween(scene, longRegions(scene));
}

/** Something that may not be cut, along the reading; without an id where it is not the first of it. */
interface Stretch {
  id: string | null;
  start: number;
  end: number;
}

function gapsBetween(scene: Scene, cuttable: ReadonlySet<Region>): Gap[] {
  const nodes = [...scene.tensors, ...scene.ops].map((one) => stretchOf(scene, one));
  const whole = scene.regions.filter((region) => !cuttable.has(region));
  const stretches = [
    ...nodes,
    ...whole.map((region) => stretchOf(scene, region)),
    ...[...cuttable].flatMap((region) => endsOf(stretchOf(scene, region), nodes)),
  ].sort((a, b) => a.start - b.start);
  const gaps: { at: number; first: string; members: Set<string> }[] = [];
  let reached = -Infinity;
  for (const { id, start, end } of stretches) {
    if (id !== null && start > reached)
      gaps.push({ at: (reached + start) / 2, first: id, members: new Set([id]) });
    else if (id !== null) gaps.at(-1)?.members.add(id);
    reached = Math.max(reached, end);
  }
  const passing = passages(scene);
  return gaps
    .slice(1)
    .map(({ at, first, members }) => ({ at, first, members, edges: passing(at) }));
}

function stretchOf(scene: Scene, { id, box, overhang = 0 }: Placed): Stretch {
  const { main, length } = turned(scene, box);
  return { id, start: main + overhang, end: main + length - overhang };
}

/** Of a module that may be cut: from its border to the first node in it, and from the last one. */
function endsOf({ id, start, end }: Stretch, nodes: readonly Stretch[]): Stretch[] {
  let [first, last] = [end, start];
  for (const node of nodes) {
    if (node.start < start || node.end > end) continue;
    [first, last] = [Math.min(first, node.start), Math.max(last, node.end)];
  }
  return [
    { id, start, end: first },
    { id: null, start: last, end },
  ];
}

/** Open modules that are longer than this may be cut, in CSS pixels. */
const LONG = 3_000;

/** The long modules of which nothing else stands beside any part. */
function longRegions(scene: Scene): Set<Region> {
  const nodes = [...scene.tensors, ...scene.ops];
  return new Set(
    scene.regions.filter((region) => {
      const { start, end } = stretchOf(scene, region);
      return (
        !region.folded &&
        end - start > LONG &&
        nodes.every((node) => {
          const place = stretchOf(scene, node);
          return place.end <= start || place.start >= end || isWithin(node.box, region.box);
        })
      );
    }),
  );
}

function isWithin(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/**
 * Cuts, and before and behind each module that they go through another one: so a module begins and
 * ends with a row, and nothing else stands in its rows.
 * @param cuts places of gaps, ascending
 */
export function withBorders(scene: Scene, gaps: readonly Gap[], cuts: readonly number[]): number[] {
  const all = new Set(cuts);
  for (const region of longRegions(scene)) {
    const { start, end } = stretchOf(scene, region);
    const isInside = (cut: number): boolean => {
      const { at = 0 } = gaps[cut] ?? {};
      return at > start && at < end;
    };
    if (!cuts.some(isInside)) continue;
    const before = gaps.findLastIndex(({ at }) => at <= start);
    const behind = gaps.findIndex(({ at }) => at >= end);
    for (const border of [before, behind]) if (border >= 0) all.add(border);
  }
  return [...all].toSorted((one, other) => one - other);
}

/** How many edges pass a place along the reading. */
function passages(scene: Scene): (at: number) => number {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { points } of scene.routes) {
    const mains = points.map((point) => turned(scene, { ...point, width: 0, height: 0 }).main);
    starts.push(Math.min(...mains));
    ends.push(Math.max(...mains));
  }
  const ascending = (values: number[]) => values.toSorted((one, other) => one - other);
  const [begun, over] = [ascending(starts), ascending(ends)];
  return (at) => countBelow(begun, at) - countBelow(over, at);
}

/** How far a part of the scene reaches across the reading direction. */
export interface Extent {
  top: number;
  bottom: number;
}

/** The parts between cuts, in order, with all that stands or runs in them. */
export function partsBetween(scene: Scene, cuts: readonly number[]): Extent[] {
  const parts = [0, ...cuts].map((): Extent => ({ top: Infinity, bottom: -Infinity }));
  const partAt = (main: number) => countBelow(cuts, main);
  const add = ({ main, length, cross, breadth }: Turned): void => {
    for (let part = partAt(main + 0.5); part <= partAt(main + length - 0.5); part++) {
      const extent = parts[part] as Extent;
      extent.top = Math.min(extent.top, cross);
      extent.bottom = Math.max(extent.bottom, cross + breadth);
    }
  };
  for (const { box } of [...scene.tensors, ...scene.ops, ...scene.regions]) add(turned(scene, box));
  for (const { points } of [...scene.routes, ...scene.updates])
    points.slice(1).forEach((point, index) => {
      const before = points[index] ?? point;
      const x = Math.min(before.x, point.x);
      const y = Math.min(before.y, point.y);
      const size = { width: Math.abs(before.x - point.x), height: Math.abs(before.y - point.y) };
      add(turned(scene, { x, y, ...size }));
    });
  return parts;
}
