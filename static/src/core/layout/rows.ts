/**
 * A scene that is much longer than its room, in several rows: each runs back under the one before,
 * as an ox ploughs, so that an edge from row to row is a short turn and neighbours stay neighbours.
 */
import { type Gap, gapsOf, partsBetween, turned } from "./gaps.ts";
import type { Box, Placed, Point, Route, Scene } from "./scene.ts";

/** What a scene is drawn in, in CSS pixels. */
export interface Room {
  width: number;
  height: number;
  /** The zoom below which nothing can be read, and the one beyond which nothing is gained. */
  least: number;
  zoom: number;
}

/** Ids of what stands first behind each break. */
export type Breaks = readonly string[];

const MARGIN = 18;
/** Between rows; and how far an edge goes beyond the end of a row, and further in its turn. */
const SPACE = { rows: 30, lead: 14, turn: 30 } as const;
const MOST_ROWS = 4;
/** What another row must gain, and what it costs that a further edge turns. */
const GAIN = 1.15;
const TURNING_EDGE = 0.05;
/** Beyond this many gaps only some are tried. */
const MOST_GAPS = 48;

/** Where the scene is best broken for a room; nowhere, if that makes nothing easier to read. */
export function chooseBreaks(scene: Scene, room: Room): Breaks {
  const along = scene.direction === "left-right";
  const [length, roomy] = along ? [scene.width, room.width] : [scene.height, room.height];
  if (scene.tensors.length === 0 || (roomy * MOST_ROWS) / length < room.least) return [];
  const all = gapsOf(scene);
  const step = Math.ceil(all.length / MOST_GAPS);
  const gaps = all.filter((_, index) => index % step === 0);
  const score = scorer(scene, gaps, room);
  let best = { chosen: [] as number[], score: score([]) };
  for (let rows = 2; rows <= MOST_ROWS && best.score < room.zoom; rows++) {
    let found = { ...best, score: best.score * GAIN };
    for (const chosen of choices(gaps.length, rows - 1)) {
      const reached = score(chosen);
      if (reached > found.score) found = { chosen, score: reached };
    }
    if (found.chosen.length > best.chosen.length) best = found;
  }
  if (best.score < room.least) return [];
  return best.chosen.map((index) => (gaps[index] as Gap).first);
}

/** The zoom at which rows fit into the room, less what their turns cost. */
function scorer(scene: Scene, gaps: readonly Gap[], room: Room) {
  const along = scene.direction === "left-right";
  const [main, cross] = along ? [room.width, room.height] : [room.height, room.width];
  const parts = partsBetween(
    scene,
    gaps.map(({ at }) => at),
  );
  const last = along ? scene.width : scene.height;
  return (chosen: readonly number[]): number => {
    let [at, least, most, across] = [0, 0, 0, 2 * MARGIN - SPACE.rows];
    [-1, ...chosen].forEach((gap, row) => {
      const next = chosen[row] ?? gaps.length;
      const length = (gaps[next]?.at ?? last) - (gaps[gap]?.at ?? 0);
      at += row % 2 === 0 ? length : -length;
      [least, most] = [Math.min(least, at), Math.max(most, at)];
      const inside = parts.slice(gap + 1, next + 1);
      const bottom = Math.max(...inside.map((part) => part.bottom));
      across += SPACE.rows + bottom - Math.min(...inside.map(({ top }) => top));
    });
    const turns = Math.min(chosen.length, 2) * (SPACE.lead + SPACE.turn);
    const zoom = Math.min(main / (most - least + turns), cross / across, room.zoom);
    const turning = chosen.reduce((sum, gap) => sum + Math.max((gaps[gap]?.edges ?? 0) - 1, 0), 0);
    return zoom * (1 - TURNING_EDGE * turning);
  };
}

/** All ways to choose `count` of the first whole numbers, ascending. */
function* choices(numbers: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let first = from; first < numbers; first++)
    for (const rest of choices(numbers, count - 1, first + 1)) yield [first, ...rest];
}

/** The scene broken at these ids; at one that is gone, or that stands at its start, it is not. */
export function inRows(scene: Scene, breaks: Breaks): Scene {
  if (breaks.length === 0) return scene;
  const cuts = gapsOf(scene)
    .filter(({ members }) => breaks.some((id) => members.has(id)))
    .map(({ at }) => at);
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
      regions: this.#scene.regions.map(moved),
      routes: this.#scene.routes.map((route) => ({ ...route, points: this.#points(route) })),
    };
  }

  #rowAt(main: number): number {
    return this.#cuts.filter((cut) => cut < main).length;
  }

  #box(box: Box): Box {
    const { main, cross, length, breadth } = turned(this.#scene, box);
    const { base, sign, shift } = this.#rows[this.#rowAt(main + length / 2)] as Row;
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
  #points(route: Route): Point[] {
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
