/**
 * A scene that is much longer than its room, in several rows: each runs back under the one before,
 * as an ox ploughs, so that an edge from row to row is a short turn and neighbours stay neighbours.
 */
import { countBelow } from "../ascending.ts";
import { type Gap, gapsThrough, partsBetween, type Turned, turned, withBorders } from "./gaps.ts";
import type { Box, Placed, Point, Region, Route, Scene } from "./scene.ts";

/** Ids of what stands first behind each break. */
export type Breaks = readonly string[];

export const MARGIN = 18;
/** Between rows; and how far an edge goes beyond the end of a row, and further in its turn. */
export const SPACE = { rows: 30, lead: 14, turn: 30 } as const;

/** The scene broken at these ids; at one that is gone, or that stands at its start, it is not. */
export function inRows(scene: Scene, breaks: Breaks): Scene {
  if (breaks.length === 0) return scene;
  const gaps = gapsThrough(scene);
  const broken = gaps.flatMap(({ members }, index) =>
    breaks.some((id) => members.has(id)) ? [index] : [],
  );
  const cuts = withBorders(scene, gaps, broken).map((index) => (gaps[index] as Gap).at);
  return cuts.length === 0 ? scene : new Rows(scene, cuts).scene();
}

/** Where a row stands: along the reading at base + sign * main, across it at cross + shift. */
interface Row {
  base: number;
  sign: 1 | -1;
  shift: number;
}

class Rows {
  readonly #scene: Scene;
  readonly #cuts: readonly number[];
  readonly #rows: Row[] = [];
  readonly #main: number;
  readonly #cross: number;

  constructor(scene: Scene, cuts: readonly number[]) {
    this.#scene = scene;
    this.#cuts = cuts;
    const length = scene.direction === "left-right" ? scene.width : scene.height;
    const borders = [MARGIN, ...cuts, length - MARGIN];
    let [at, most, least, cross] = [0, 0, 0, MARGIN];
    partsBetween(scene, cuts).forEach(({ top, bottom }, row) => {
      const [start, end] = [borders[row] as number, borders[row + 1] as number];
      const sign = row % 2 === 0 ? 1 : -1;
      this.#rows.push({ base: at - sign * start, sign, shift: cross - top });
      at += sign * (end - start);
      [least, most] = [Math.min(least, at), Math.max(most, at)];
      cross += bottom - top + SPACE.rows;
    });
    const turn = SPACE.lead + SPACE.turn;
    const before = MARGIN + (cuts.length > 1 ? turn : 0);
    for (const row of this.#rows) row.base += before - least;
    this.#main = before + most - least + turn + MARGIN;
    this.#cross = cross - SPACE.rows + MARGIN;
  }

  scene(): Scene {
    const along = this.#scene.direction === "left-right";
    const [width, height] = along ? [this.#main, this.#cross] : [this.#cross, this.#main];
    const moved = <P extends Placed>(one: P): P => ({ ...one, box: this.#box(one.box) });
    return {
      ...this.#scene,
      width,
      height,
      tensors: this.#scene.tensors.map(moved),
      ops: this.#scene.ops.map(moved),
      regions: this.#scene.regions.map((region) => this.#region(region)),
      routes: this.#scene.routes.map((route) => ({ ...route, points: this.#points(route) })),
      updates: this.#scene.updates.map((line) => ({ ...line, points: this.#points(line) })),
    };
  }

  #rowAt(main: number): number {
    return countBelow(this.#cuts, main);
  }

  /** A module that is longer than a row has rows of its own, and room for the turns between them. */
  #region(region: Region): Region {
    const { main, length, cross, breadth } = turned(this.#scene, region.box);
    const [first, last] = [this.#rowAt(main), this.#rowAt(main + length)];
    if (first === last) return { ...region, box: this.#box(region.box) };
    const ends = [main, ...this.#cuts.slice(first, last), main + length];
    const across = { cross, breadth };
    const boxes = ends.slice(1).map((end, index) => {
      const start = ends[index] as number;
      return this.#inRow(first + index, { ...across, main: start, length: end - start });
    });
    return { ...region, box: this.#widened(union(boxes)) };
  }

  /** With room on both sides for the edges that turn. */
  #widened({ x, y, width, height }: Box): Box {
    const turn = SPACE.lead + SPACE.turn;
    return this.#scene.direction === "left-right"
      ? { x: x - turn, y, width: width + 2 * turn, height }
      : { x, y: y - turn, width, height: height + 2 * turn };
  }

  #box(box: Box): Box {
    const place = turned(this.#scene, box);
    return this.#inRow(this.#rowAt(place.main + place.length / 2), place);
  }

  #inRow(row: number, { main, cross, length, breadth }: Turned): Box {
    const { base, sign, shift } = this.#rows[row] as Row;
    const start = base + sign * (sign > 0 ? main : main + length);
    return this.#scene.direction === "left-right"
      ? { x: start, y: cross + shift, width: length, height: breadth }
      : { x: cross + shift, y: this.#main - start - length, width: breadth, height: length };
  }

  #point(row: number, main: number, cross: number, lead = 0): Point {
    const { base, sign, shift } = this.#rows[row] as Row;
    const [along, across] = [base + sign * main + lead, cross + shift];
    return this.#scene.direction === "left-right"
      ? { x: along, y: across }
      : { x: across, y: this.#main - along };
  }

  /** What climbs in the gap of a cut climbs in the turn instead; all else runs as it did. */
  #points(route: Pick<Route, "points">): Point[] {
    const points: Point[] = [];
    let before: { row: number; cross: number } | null = null;
    for (const point of route.points) {
      const { main, cross } = turned(this.#scene, { ...point, width: 0, height: 0 });
      const row = this.#rowAt(main);
      if (before) points.push(...this.#turns(before.row, row, before.cross, cross));
      points.push(this.#point(row, main, cross));
      before = { row, cross };
    }
    return points;
  }

  /** The points between which an edge turns from row to row. */
  #turns(from: number, to: number, start: number, end: number): Point[] {
    const way = to > from ? 1 : -1;
    const points: Point[] = [];
    for (let row = from; row !== to; row += way) {
      const above = Math.min(row, row + way);
      const cut = this.#cuts[above] as number;
      const lead = (this.#rows[above] as Row).sign * SPACE.lead;
      points.push(this.#point(row, cut, start, lead));
      points.push(this.#point(row + way, cut, row + way === to ? end : start, lead));
    }
    return points;
  }
}

/** The smallest box around some. */
function union(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
