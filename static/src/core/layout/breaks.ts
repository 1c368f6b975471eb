/** Where a scene that is much longer than its room is broken into rows. */
import { type Bands, bandsBetween, breadthOf, united } from "./bands.ts";
import { type Gap, gapsOf, gapsThrough } from "./gaps.ts";
import { type Breaks, MARGIN, SPACE } from "./rows.ts";
import type { Scene } from "./scene.ts";

type Size = Pick<Scene, "width" | "height">;

/** What a scene is drawn in, in CSS pixels. */
export interface Room {
  width: number;
  height: number;
  /** The zoom below which nothing can be read, and the one below which one row is but a line. */
  least: number;
  faint: number;
  /** The zoom beyond which nothing is gained. */
  zoom: number;
}

const MOST_ROWS = 4;
/** What another row must gain, and what it costs that a further edge turns. */
const GAIN = 1.15;
const TURNING_EDGE = 0.05;
/** Beyond this many gaps only some are tried. */
const MOST_GAPS = 48;

/**
 * The zoom below which a module may be cut, and what that has to gain: in pieces it is harder to
 * read. Nothing, where names could not be read at all otherwise.
 */
const READABLE = 0.6;
const LEGIBLE = 0.5;
const CUT_GAIN = 1.5;

/** What rows that cannot be read have to gain, and by how much more of them are tried each time. */
const LONG_GAIN = 1.4;
const MORE_ROWS = 1.2;
/** The last share of a row, in which it is broken where the fewest edges pass. */
const LOOSE = 0.2;

/**
 * Where the scene is best broken for a room. In a few rows, if all of it can be read then; in very
 * many, if it would be a mere line otherwise; else nowhere.
 */
export function chooseBreaks(scene: Scene, room: Room): Breaks {
  if (scene.tensors.length === 0) return [];
  const fit = along(scene, room) / along(scene, scene);
  const few = fit * MOST_ROWS < room.least ? [] : fewBreaks(scene, room);
  return few.length > 0 || fit > room.faint ? few : manyBreaks(scene, room);
}

function along({ direction }: Scene, { width, height }: Size): number {
  return direction === "left-right" ? width : height;
}

/** Between modules, or through a long one, where all could not be read otherwise. */
function fewBreaks(scene: Scene, room: Room): Breaks {
  const between = bestRows(scene, room, gapsOf(scene));
  if (between.score >= READABLE * room.zoom) return between.breaks;
  const through = bestRows(scene, room, gapsThrough(scene));
  const isRead = between.score < LEGIBLE * room.zoom && through.score >= READABLE * room.zoom;
  const isCut = isRead || through.score > CUT_GAIN * between.score;
  const { breaks, score } = isCut ? through : between;
  return score < room.least ? [] : breaks;
}

function bestRows(scene: Scene, room: Room, all: readonly Gap[]) {
  const step = Math.ceil(all.length / MOST_GAPS);
  const gaps = all.filter((_, index) => index % step === 0);
  const measure = zoomIn(cutAt(scene, gaps), room);
  const score = (chosen: readonly number[]): number => {
    const turning = chosen.reduce((sum, gap) => sum + Math.max((gaps[gap]?.edges ?? 0) - 1, 0), 0);
    return measure(chosen) * (1 - TURNING_EDGE * turning);
  };
  let best = { chosen: [] as number[], score: score([]) };
  for (let rows = 2; rows <= MOST_ROWS && best.score < room.zoom; rows++) {
    let found = { ...best, score: best.score * GAIN };
    for (const chosen of choices(gaps.length, rows - 1)) {
      const reached = score(chosen);
      if (reached > found.score) found = { chosen, score: reached };
    }
    if (found.chosen.length > best.chosen.length) best = found;
  }
  return { breaks: best.chosen.map((index) => (gaps[index] as Gap).first), score: best.score };
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

/** Rows of about one length, as many as make the scene as large as it can be. */
function manyBreaks(scene: Scene, room: Room): Breaks {
  const whole = cutAt(scene, gapsThrough(scene));
  const { gaps, length } = whole;
  const measure = zoomIn(whole, room);
  const shortest = along(scene, room) / room.least;
  let best = { cuts: [] as readonly number[], zoom: measure([]) * LONG_GAIN };
  for (let rows = 2; length / rows > shortest; rows = Math.ceil(rows * MORE_ROWS)) {
    const cuts = evenCuts(gaps, length, length / rows);
    const zoom = measure(cuts);
    if (zoom > best.zoom) best = { cuts, zoom };
  }
  return best.cuts.map((index) => (gaps[index] as Gap).first);
}

/** Places of gaps at which rows end that are no longer than `most`, where that can be. */
function evenCuts(gaps: readonly Gap[], length: number, most: number): number[] {
  const cuts: number[] = [];
  let start = 0;
  let best: number | null = null;
  const isLate = ({ at }: Gap): boolean => at - start > (1 - LOOSE) * most;
  const end: Gap = { at: length, first: "", members: new Set(), edges: 0 };
  [...gaps, end].forEach((gap, index) => {
    if (best !== null && gap.at - start > most) {
      cuts.push(best);
      start = (gaps[best] as Gap).at;
      best = null;
    }
    const known = gaps[best ?? -1];
    if (!known || !isLate(known) || gap.edges <= known.edges) best = index;
  });
  return cuts;
}

/** A scene with the gaps at which it may be cut, and what lies between them. */
interface Cuttable {
  direction: Scene["direction"];
  gaps: readonly Gap[];
  parts: readonly Bands[];
  length: number;
}

function cutAt(scene: Scene, gaps: readonly Gap[]): Cuttable {
  const parts = bandsBetween(
    scene,
    gaps.map(({ at }) => at),
  );
  return { direction: scene.direction, gaps, parts, length: along(scene, scene) };
}

/** The zoom at which the rows between chosen gaps fit into the room. */
function zoomIn({ direction, gaps, parts, length: last }: Cuttable, room: Room) {
  const [main, cross] =
    direction === "left-right" ? [room.width, room.height] : [room.height, room.width];
  const known = new Map<number, number>();
  const breadth = (from: number, to: number): number => {
    const key = from * parts.length + to;
    const found = known.get(key) ?? breadthOf(united(parts.slice(from, to)));
    known.set(key, found);
    return found;
  };
  return (chosen: readonly number[]): number => {
    let [at, least, most, across] = [0, 0, 0, 2 * MARGIN - SPACE.rows];
    [-1, ...chosen].forEach((gap, row) => {
      const next = chosen[row] ?? gaps.length;
      const length = (gaps[next]?.at ?? last) - (gaps[gap]?.at ?? 0);
      at += row % 2 === 0 ? length : -length;
      [least, most] = [Math.min(least, at), Math.max(most, at)];
      across += SPACE.rows + breadth(gap + 1, next + 1);
    });
    const turns = Math.min(chosen.length, 2) * (SPACE.lead + SPACE.turn);
    return Math.min(main / (most - least + turns), cross / across, room.zoom);
  };
}
