/** What a row holds across the reading direction; where it holds nothing, it can be narrower. */
import { countBelow } from "../ascending.ts";
import { INSIDE, TITLE_HEIGHT } from "./layout.ts";
import { type Extent, type Pieces, piecesOf } from "./pieces.ts";
import { type Box, type Point, type Region, type Scene, turned } from "./scene.ts";

/** Stretches across the reading in which something stands, ascending and apart. */
export type Bands = readonly Extent[];

/** An edge has this on both sides for itself, and an empty band keeps so much in CSS pixels. */
const KEPT = { edge: 7, empty: 26 } as const;
/** Read upwards a title stands along the rows, and is seldom wider. */
const TITLE_WIDTH = 190;
/** Of scenes with more nodes bands are not looked for: that would take too long. */
const LARGE = 2_000;

/**
 * What stands and runs in each of the parts between cuts.
 * @param pieces of modules that are cut: how far they reach in each of their parts
 */
export function bandsBetween(
  scene: Scene,
  cuts: readonly number[],
  pieces: Pieces = piecesOf(scene, cuts),
): Bands[] {
  return new Collector(scene, cuts).collect(pieces);
}

/** The bands of several parts in one row. */
export function united(parts: readonly Bands[]): Bands {
  const bands: Extent[] = [];
  for (const { top, bottom } of parts.flat().toSorted((one, other) => one.top - other.top)) {
    const last = bands.at(-1);
    if (last && top <= last.bottom) last.bottom = Math.max(last.bottom, bottom);
    else bands.push({ top, bottom });
  }
  return bands;
}

/** Where a row has what it has at a place across the reading, from its start, without what is empty. */
export function squeezed(bands: Bands): (cross: number) => number {
  const [first] = bands;
  const starts: number[] = [];
  let at = 0;
  bands.forEach(({ top, bottom }, index) => {
    at += Math.min(top - (bands[index - 1]?.bottom ?? top), KEPT.empty);
    starts.push(at);
    at += bottom - top;
  });
  const tops = bands.map(({ top }) => top);
  return (cross) => {
    const index = Math.max(0, countBelow(tops, cross + 1e-6) - 1);
    const { top, bottom } = bands[index] ?? first ?? { top: 0, bottom: 0 };
    const beyond = Math.max(0, cross - bottom);
    return (starts[index] ?? 0) + Math.min(cross, bottom) - top + Math.min(beyond, KEPT.empty);
  };
}

/** How much a row takes across the reading. */
export function breadthOf(bands: Bands): number {
  return squeezed(bands)(bands.at(-1)?.bottom ?? 0);
}

class Collector {
  readonly #scene: Scene;
  readonly #cuts: readonly number[];
  readonly #parts: Extent[][];
  readonly #isLarge: boolean;

  constructor(scene: Scene, cuts: readonly number[]) {
    this.#scene = scene;
    this.#cuts = cuts;
    this.#parts = [0, ...cuts].map(() => []);
    this.#isLarge = scene.tensors.length + scene.ops.length > LARGE;
  }

  collect(pieces: Pieces): Bands[] {
    const { tensors, ops, regions, routes, updates } = this.#scene;
    for (const { box } of [...tensors, ...ops]) this.#addBox(box);
    for (const region of regions) {
      const cut = pieces.get(region);
      if (cut)
        cut.extents.forEach((extent, index) => this.#addGround(cut.first + index, extent, index));
      else this.#addRegion(region);
    }
    for (const { points, across } of routes) this.#addLine(points, across === true);
    for (const { points } of updates) this.#addLine(points, false);
    return this.#parts.map((part) => united([part]));
  }

  #addBox(box: Box): void {
    const { main, length, cross, breadth } = turned(this.#scene, box);
    const last = this.#partAt(main + length - 0.5);
    for (let part = this.#partAt(main + 0.5); part <= last; part++)
      this.#add(part, { top: cross, bottom: cross + breadth });
  }

  #addRegion({ box, folded }: Region): void {
    if (folded) {
      this.#addBox(box);
      return;
    }
    const { main, length, cross, breadth } = turned(this.#scene, box);
    const first = this.#partAt(main + 0.5);
    for (let part = first; part <= this.#partAt(main + length - 0.5); part++)
      this.#addGround(part, { top: cross, bottom: cross + breadth }, part - first);
  }

  /** Of a ground its border and its title; what is in it is there for itself. */
  #addGround(part: number, { top, bottom }: Extent, piece: number): void {
    const title = this.#scene.direction === "left-right" ? TITLE_HEIGHT : TITLE_WIDTH;
    const head = Math.min(bottom, top + INSIDE + (piece === 0 ? title : 0));
    this.#add(part, { top, bottom: head });
    this.#add(part, { top: Math.max(head, bottom - INSIDE), bottom });
  }

  /** An edge at the heights of its corners: it climbs in gaps, where nothing stands. */
  #addLine(points: readonly Point[], whole: boolean): void {
    const spots = points.map((point) => turned(this.#scene, { ...point, width: 0, height: 0 }));
    spots.forEach(({ main, cross }, index) => {
      const before = spots[index - 1] ?? { main, cross };
      const [from, to] = [before.main, main].map((at) => this.#partAt(at)) as [number, number];
      if (whole) this.#add(to, around(before.cross, cross));
      else this.#add(to, around(cross, cross));
      for (let part = Math.min(from, to); part <= Math.max(from, to); part++)
        if (part !== to) this.#add(part, around(before.cross, before.cross));
    });
  }

  #partAt(main: number): number {
    return countBelow(this.#cuts, main);
  }

  #add(part: number, { top, bottom }: Extent): void {
    const bands = this.#parts[part];
    const [only] = bands ?? [];
    if (this.#isLarge && only) {
      only.top = Math.min(only.top, top);
      only.bottom = Math.max(only.bottom, bottom);
    } else bands?.push({ top, bottom });
  }
}

function around(one: number, other: number): Extent {
  return { top: Math.min(one, other) - KEPT.edge, bottom: Math.max(one, other) + KEPT.edge };
}
