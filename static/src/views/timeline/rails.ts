import type { PassMark, Position, Timeline } from "../../core/timeline.ts";

/** Pixels between two passes, and the share of the track that all gaps may take. */
const gap = 36;
const most = 0.4;

/** Pixels of a letter over the rails, and from one number to the next. */
const letter = 6.6;
const apart = 24;

/** The stretch of the track that belongs to one pass, in CSS pixels. */
export interface Rail {
  mark: PassMark;
  from: number;
  to: number;
}

/** Share the width of the track among the passes by their number of stops. */
export function layRails({ marks }: Timeline, width: number): Rail[] {
  const stops = marks.reduce((sum, mark) => sum + countStops(mark), 0);
  const between = Math.min(gap, (most * width) / Math.max(1, marks.length - 1));
  const room = Math.max(0, width - between * (marks.length - 1));
  let from = 0;
  return marks.map((mark) => {
    const to = from + (room * countStops(mark)) / Math.max(1, stops);
    const rail = { mark, from, to };
    from = to + between;
    return rail;
  });
}

/** Where a position stands on the track; a stop that is over stands on its dot. */
export function toPixel(rails: readonly Rail[], { stop, t }: Position): number {
  const place = stop + t;
  const rail = rails.find(({ mark }) => place <= mark.last + 1) ?? rails.at(-1);
  return rail ? along(rail, Math.min(place, rail.mark.last + 1)) : 0;
}

/** The position at a pixel of the track; near a dot it rests on that dot. */
export function fromPixel(rails: readonly Rail[], x: number): Position {
  const rail =
    rails.find(({ to }, index) => x <= (to + (rails[index + 1]?.from ?? to)) / 2) ?? rails.at(-1);
  if (!rail) return { stop: 0, t: 0 };
  const { mark, from, to } = rail;
  const share = to > from ? Math.min(1, Math.max(0, (x - from) / (to - from))) : 0;
  const place = mark.first + share * countStops(mark);
  const dot = Math.round(place);
  const spacing = (to - from) / countStops(mark);
  const near = Math.abs(place - dot) * spacing <= 5;
  if (near && dot > 0) return { stop: dot - 1, t: 1 };
  return near ? { stop: 0, t: 0 } : { stop: Math.floor(place), t: place - Math.floor(place) };
}

/** The pixel of the dot of a stop: its end, where it has been seen. */
export function dotPixel(rail: Rail, stop: number): number {
  return along(rail, stop + 1);
}

/**
 * What is written over each rail: as much of its names as there is room for, the longest first.
 * Where even the shortest would not fit, rails that begin a round count them, as far apart as they
 * can be read.
 * @param names of one rail, the longest first
 */
export function writeRails(
  rails: readonly Rail[],
  width: number,
  names: (rail: Rail) => readonly string[],
): string[] {
  const room = (index: number): number =>
    (rails[index + 1]?.from ?? width) - (rails[index]?.from ?? 0);
  const fits = (text: string, space: number): boolean => text.length * letter + 8 <= space;
  const variants = rails.map(names);
  const longest = Math.max(0, ...variants.map(({ length }) => length));
  for (let k = 0; k < longest; k++) {
    const written = variants.map((texts) => texts[Math.min(k, texts.length - 1)] ?? "");
    if (written.every((text, index) => fits(text, room(index)))) return written;
  }
  const firsts = rails.flatMap(({ mark }, index) => (mark.mode === "forward" ? [index] : []));
  const pitch = width / Math.max(1, firsts.length);
  const every = [1, 2, 5, 10, 20, 50, 100].find((step) => step * pitch >= apart) ?? firsts.length;
  return rails.map((_, index) => {
    const round = firsts.indexOf(index) + 1;
    return round === 1 || (round > 0 && round % every === 0) ? String(round) : "";
  });
}

export function countStops({ first, last }: PassMark): number {
  return last - first + 1;
}

function along({ mark, from, to }: Rail, place: number): number {
  return from + ((to - from) * Math.max(0, place - mark.first)) / countStops(mark);
}
