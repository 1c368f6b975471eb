import type { PassMark } from "../../core/timeline.ts";

/** Pixels between two rounds, and the share of the track that all gaps may take. */
const gap = 36;
const most = 0.4;
/** The gap between the passes of one round, by that between two rounds. */
const within = 0.4;

/** Pixels of a letter over the rails, and from one number to the next. */
const letter = 6.6;
const apart = 24;

/** The stretch of the track that belongs to one pass, in CSS pixels. */
export interface Rail {
  mark: PassMark;
  from: number;
  to: number;
}

/** Share the width of the track among the passes by their number of steps, round by round. */
export function layRails(marks: readonly PassMark[], width: number): Rail[] {
  const steps = marks.reduce((sum, mark) => sum + countSteps(mark), 0);
  const isLoop = marks.filter(startsRound).length > 1;
  const weights = marks.map((mark, index) =>
    index === 0 ? 0 : isLoop && !startsRound(mark) ? within : 1,
  );
  const parts = weights.reduce<number>((sum, weight) => sum + weight, 0);
  const unit = Math.min(gap, (most * width) / Math.max(1, parts));
  const room = Math.max(0, width - unit * parts);
  let to = 0;
  return marks.map((mark, index) => {
    const from = to + unit * (weights[index] ?? 0);
    to = from + (room * countSteps(mark)) / Math.max(1, steps);
    return { mark, from, to };
  });
}

function startsRound({ mode }: PassMark): boolean {
  return mode === "forward";
}

/** Where it stands on the track when so many steps have passed; one that is over stands on its dot. */
export function toPixel(rails: readonly Rail[], place: number): number {
  const rail = rails.find(({ mark }) => place <= mark.last + 1) ?? rails.at(-1);
  return rail ? along(rail, Math.min(place, rail.mark.last + 1)) : 0;
}

/** How many steps have passed at a pixel of the track; near a dot it rests on that dot. */
export function fromPixel(rails: readonly Rail[], x: number): { place: number; rests: boolean } {
  const rail =
    rails.find(({ to }, index) => x <= (to + (rails[index + 1]?.from ?? to)) / 2) ?? rails.at(-1);
  if (!rail) return { place: 0, rests: true };
  const { mark, from, to } = rail;
  const share = to > from ? Math.min(1, Math.max(0, (x - from) / (to - from))) : 0;
  const place = mark.first + share * countSteps(mark);
  const dot = Math.round(place);
  const spacing = (to - from) / countSteps(mark);
  const rests = Math.abs(place - dot) * spacing <= 5;
  return { place: rests ? dot : place, rests };
}

/** The pixel of the dot of a step: its end, where it has been seen. */
export function dotPixel(rail: Rail, step: number): number {
  return along(rail, step + 1);
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
  const firsts = rails.flatMap(({ mark }, index) => (startsRound(mark) ? [index] : []));
  const pitch = width / Math.max(1, firsts.length);
  const every = [1, 2, 5, 10, 20, 50, 100].find((step) => step * pitch >= apart) ?? firsts.length;
  return rails.map((_, index) => {
    const round = firsts.indexOf(index) + 1;
    return round === 1 || (round > 0 && round % every === 0) ? String(round) : "";
  });
}

export function countSteps({ first, last }: PassMark): number {
  return last - first + 1;
}

function along({ mark, from, to }: Rail, place: number): number {
  return from + ((to - from) * Math.max(0, place - mark.first)) / countSteps(mark);
}
