/** Places at which a scene can be broken across the reading direction without cutting a node. */
import type { Box, Placed, Scene } from "./scene.ts";

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

/** The gaps, in order along the reading. */
export function gapsOf(scene: Scene): Gap[] {
  const stretches = [...scene.tensors, ...scene.ops, ...scene.regions]
    .map(({ id, box, overhang = 0 }: Placed) => {
      const { main, length } = turned(scene, box);
      return { id, start: main + overhang, end: main + length - overhang };
    })
    .sort((a, b) => a.start - b.start);
  const gaps: { at: number; first: string; members: Set<string> }[] = [];
  let reached = -Infinity;
  for (const { id, start, end } of stretches) {
    if (start > reached)
      gaps.push({ at: (reached + start) / 2, first: id, members: new Set([id]) });
    else gaps.at(-1)?.members.add(id);
    reached = Math.max(reached, end);
  }
  const passing = passages(scene);
  return gaps
    .slice(1)
    .map(({ at, first, members }) => ({ at, first, members, edges: passing(at) }));
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
  const below = (values: readonly number[], at: number) => values.filter((one) => one < at).length;
  return (at) => below(starts, at) - below(ends, at);
}

/** How far a part of the scene reaches across the reading direction. */
export interface Extent {
  top: number;
  bottom: number;
}

/** The parts between cuts, in order, with all that stands or runs in them. */
export function partsBetween(scene: Scene, cuts: readonly number[]): Extent[] {
  const parts = [0, ...cuts].map((): Extent => ({ top: Infinity, bottom: -Infinity }));
  const partAt = (main: number) => cuts.filter((cut) => cut < main).length;
  const add = ({ main, length, cross, breadth }: Turned): void => {
    for (let part = partAt(main + 0.5); part <= partAt(main + length - 0.5); part++) {
      const { top, bottom } = parts[part] as Extent;
      parts[part] = { top: Math.min(top, cross), bottom: Math.max(bottom, cross + breadth) };
    }
  };
  for (const { box } of [...scene.tensors, ...scene.ops, ...scene.regions]) add(turned(scene, box));
  for (const { points } of scene.routes)
    points.slice(1).forEach((point, index) => {
      const before = points[index] ?? point;
      const x = Math.min(before.x, point.x);
      const y = Math.min(before.y, point.y);
      const size = { width: Math.abs(before.x - point.x), height: Math.abs(before.y - point.y) };
      add(turned(scene, { x, y, ...size }));
    });
  return parts;
}
