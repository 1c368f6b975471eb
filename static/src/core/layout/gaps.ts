/** Places at which a scene can be broken across the reading direction without cutting a node. */
import { countBelow } from "../ascending.ts";
import { type Placed, type Region, type Scene, turned } from "./scene.ts";

export interface Gap {
  /** Where it is along the reading, in CSS pixels. */
  at: number;
  /** What begins first behind it, and all that stands between it and the next gap. */
  first: string;
  members: ReadonlySet<string>;
  /** Edges that pass it. */
  edges: number;
}

/** The gaps that cut neither a node nor a module, in order along the reading. */
export function gapsOf(scene: Scene): Gap[] {
  return gapsBetween(scene, new Set());
}

/** The gaps that cut no node, and no module that is not long. */
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

/** Open modules may be cut that are longer than this, or than this share of the scene. */
const LONG = { pixels: 3_000, share: 0.5 } as const;

function longRegions(scene: Scene): Set<Region> {
  const { length: whole } = turned(scene, { x: 0, y: 0, ...scene });
  const long = Math.min(LONG.pixels, LONG.share * whole);
  return new Set(
    scene.regions.filter(({ folded, box }) => !folded && turned(scene, box).length > long),
  );
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
