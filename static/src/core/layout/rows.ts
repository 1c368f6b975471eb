/**
 * A scene that is much longer than its room, in several rows: each runs back under the one before,
 * as an ox ploughs, so that an edge from row to row is a short turn and neighbours stay neighbours.
 */
import { countBelow } from "../ascending.ts";
import { bandsBetween, breadthOf, squeezed } from "./bands.ts";
import { gapsThrough } from "./gaps.ts";
import { TITLE_HEIGHT } from "./layout.ts";
import { Nearby } from "./nearby.ts";
import { type Cut, type Extent, holds, type Pieces, piecesOf } from "./pieces.ts";
import {
  type Box,
  type Placed,
  type Point,
  type Region,
  type Route,
  type Scene,
  type Turned,
  turned,
} from "./scene.ts";

/** Ids of what stands first behind each break. */
export type Breaks = readonly string[];

export const MARGIN = 18;
/** Between rows; and how far an edge goes beyond the end of a row, and further in its turn. */
export const SPACE = { rows: 30, lead: 14, turn: 30 } as const;

/** The scene broken at these ids; at one that is gone, or that stands at its start, it is not. */
export function inRows(scene: Scene, breaks: Breaks): Scene {
  if (breaks.length === 0) return scene;
  const cuts = gapsThrough(scene).flatMap(({ members, at }) =>
    breaks.some((id) => members.has(id)) ? [at] : [],
  );
  return cuts.length === 0 ? scene : new Rows(scene, cuts).scene();
}

/** Where a row stands: along the reading at base + sign * main, across it where `across` says. */
interface Row {
  base: number;
  sign: 1 | -1;
  across(cross: number): number;
}

class Rows {
  readonly #scene: Scene;
  readonly #cuts: readonly number[];
  readonly #pieces: Pieces;
  readonly #rows: Row[] = [];
  /** Modules whose titles stand at their ends, and where they are. */
  readonly #titled: readonly Box[];
  readonly #near: Nearby;
  readonly #main: number;
  readonly #cross: number;

  constructor(scene: Scene, cuts: readonly number[]) {
    this.#scene = scene;
    this.#cuts = cuts;
    this.#pieces = piecesOf(scene, cuts);
    this.#titled = scene.direction === "left-right" ? [] : this.#openWhole();
    this.#near = new Nearby(this.#titled);
    const length = scene.direction === "left-right" ? scene.width : scene.height;
    const borders = [MARGIN, ...cuts, length - MARGIN];
    let [at, most, least, cross] = [0, 0, 0, MARGIN];
    bandsBetween(scene, cuts, this.#pieces).forEach((bands, row) => {
      const [start, end] = [borders[row] as number, borders[row + 1] as number];
      const sign = row % 2 === 0 ? 1 : -1;
      const [within, above] = [squeezed(bands), cross];
      const across = (place: number): number => above + within(place);
      this.#rows.push({ base: at - sign * start, sign, across });
      at += sign * (end - start);
      [least, most] = [Math.min(least, at), Math.max(most, at)];
      cross += breadthOf(bands) + SPACE.rows;
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
    const grounds = this.#scene.regions.map((region) => this.#grounds(region));
    return {
      ...this.#scene,
      width,
      height,
      tensors: this.#scene.tensors.map(moved),
      ops: this.#scene.ops.map(moved),
      regions: grounds.flatMap(([first]) => first ?? []),
      continued: grounds.flatMap(([, ...others]) => others),
      routes: this.#scene.routes.map((route) => ({ ...route, points: this.#points(route) })),
      updates: this.#scene.updates.map((line) => ({ ...line, points: this.#points(line) })),
    };
  }

  #openWhole(): Box[] {
    return this.#scene.regions.flatMap((region) =>
      region.folded || this.#pieces.has(region) ? [] : [region.box],
    );
  }

  /**
   * How much farther on something stands in a row that runs downwards: there a title stands at the
   * start of its module and not at the end, where the room for it was left.
   */
  #belowTitles(row: number, box: Box): number {
    if (this.#titled.length === 0 || this.#rows[row]?.sign === 1) return 0;
    const around = this.#near.in(box).filter((index) => {
      const outer = this.#titled[index] as Box;
      // Upwards the room is at the top; what stands on the border stays there.
      return outer !== box && holds(shrunk(outer), box);
    });
    return around.length * TITLE_HEIGHT;
  }

  #rowAt(main: number): number {
    return countBelow(this.#cuts, main);
  }

  /** Of a module that is cut: its ground in each of its rows, which goes on beyond the cut. */
  #grounds(region: Region): Region[] {
    const cut = this.#pieces.get(region);
    const { id, depth, folded } = region;
    if (!cut) return [{ ...region, box: folded ? this.#box(region.box) : this.#whole(region) }];
    return cut.extents.map((extent, index) => {
      return { id, depth, folded: false, box: this.#ground(region, cut, index, extent) };
    });
  }

  #ground({ box }: Region, { first, extents }: Cut, index: number, extent: Extent): Box {
    const { main, length } = turned(this.#scene, box);
    const row = first + index;
    const isFirst = index === 0;
    const isLast = index === extents.length - 1;
    const start = isFirst ? main : (this.#cuts[row - 1] as number) - SPACE.lead;
    const end = isLast ? main + length : (this.#cuts[row] as number) + SPACE.lead;
    const { top: cross, bottom } = extent;
    const breadth = this.#narrowed(row, { cross, breadth: bottom - cross });
    return this.#inRow(row, { main: start, length: end - start, cross, breadth });
  }

  #whole({ box }: Region): Box {
    const [row, place] = this.#placeOf(box);
    return this.#inRow(row, { ...place, breadth: this.#narrowed(row, place) });
  }

  #box(box: Box): Box {
    return this.#inRow(...this.#placeOf(box));
  }

  #placeOf(box: Box): [number, Turned] {
    const place = turned(this.#scene, box);
    const row = this.#rowAt(place.main + place.length / 2);
    return [row, { ...place, main: place.main + this.#belowTitles(row, box) }];
  }

  /** The breadth of a ground: in it bands may be empty, in a node there are none. */
  #narrowed(row: number, { cross, breadth }: Pick<Turned, "cross" | "breadth">): number {
    const { across } = this.#rows[row] as Row;
    return across(cross + breadth) - across(cross);
  }

  #inRow(row: number, { main, cross, length, breadth }: Turned): Box {
    const { base, sign, across } = this.#rows[row] as Row;
    const start = base + sign * (sign > 0 ? main : main + length);
    return this.#scene.direction === "left-right"
      ? { x: start, y: across(cross), width: length, height: breadth }
      : { x: across(cross), y: this.#main - start - length, width: breadth, height: length };
  }

  #point(row: number, main: number, cross: number, lead = 0): Point {
    const { base, sign, across } = this.#rows[row] as Row;
    const [along, aside] = [base + sign * main + lead, across(cross)];
    return this.#scene.direction === "left-right"
      ? { x: along, y: aside }
      : { x: aside, y: this.#main - along };
  }

  /** What climbs in the gap of a cut climbs in the turn instead; all else runs as it did. */
  #points(route: Pick<Route, "points">): Point[] {
    const points: Point[] = [];
    let before: { row: number; cross: number } | null = null;
    for (const point of route.points) {
      const spot = { ...point, width: 0, height: 0 };
      const { main, cross } = turned(this.#scene, spot);
      const row = this.#rowAt(main);
      if (before) points.push(...this.#turns(before.row, row, before.cross, cross));
      points.push(this.#point(row, main + this.#belowTitles(row, spot), cross));
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

/** A module that is read upwards without the room of its title, and without its border at the start. */
function shrunk({ x, y, width, height }: Box): Box {
  const border = 0.5;
  return { x, y: y + TITLE_HEIGHT - border, width, height: height - TITLE_HEIGHT };
}
