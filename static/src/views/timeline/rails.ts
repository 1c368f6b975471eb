import type { PassMark, Position, Timeline } from "../../core/timeline.ts";

/** Pixels between two passes. */
const gap = 36;

/** The stretch of the track that belongs to one pass, in CSS pixels. */
export interface Rail {
  mark: PassMark;
  from: number;
  to: number;
}

/** Share the width of the track among the passes by their number of stops. */
export function layRails({ marks }: Timeline, width: number): Rail[] {
  const stops = marks.reduce((sum, mark) => sum + countStops(mark), 0);
  const room = Math.max(0, width - gap * (marks.length - 1));
  let from = 0;
  return marks.map((mark) => {
    const to = from + (room * countStops(mark)) / Math.max(1, stops);
    const rail = { mark, from, to };
    from = to + gap;
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
  const rail = rails.find(({ to }) => x <= to + gap / 2) ?? rails.at(-1);
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

export function countStops({ first, last }: PassMark): number {
  return last - first + 1;
}

function along({ mark, from, to }: Rail, place: number): number {
  return from + ((to - from) * Math.max(0, place - mark.first)) / countStops(mark);
}
