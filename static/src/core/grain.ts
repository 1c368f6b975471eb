/**
 * How much happens in one step of the person. The position on the timeline is always a stop and a
 * time within it, so it stays where it is when the grain changes; a stride is a run of stops.
 */
import type { Graph } from "./graph.ts";
import {
  clampPosition,
  type PassMark,
  type Position,
  type Stop,
  STOP_SECONDS,
  type Timeline,
  timelineOf,
} from "./timeline.ts";

/**
 * "contribution": every stop is a step. "op": all that an op sends back is one step, and so is what
 * an optimizer moves. "pass": a whole pass is one step, and so are the updates behind it.
 */
export type Grain = "contribution" | "op" | "pass";

export const GRAINS: readonly Grain[] = ["contribution", "op", "pass"];

/** Seconds that a pass takes at most at speed 1: a wave that the eye can follow. */
const PASS_SECONDS = 4 * STOP_SECONDS;
/** A timeline with more stops than this is first stepped by op. */
const MANY_STOPS = 400;
/** Seconds that a program may take to play before it is first played faster. */
const PATIENCE = 120;
const FASTEST = 8;

/** The steps of a grain. */
export interface Strides {
  grain: Grain;
  timeline: Timeline;
  /** The stop with which each stride begins; behind them the stop that is the end. */
  bounds: readonly number[];
  /** The passes, counted in strides. */
  marks: readonly PassMark[];
}

const known = new WeakMap<object, Map<Grain, Strides>>();

export function stridesOf(graph: Graph, grain: Grain): Strides {
  const strides = known.get(graph.form) ?? new Map<Grain, Strides>();
  known.set(graph.form, strides);
  let found = strides.get(grain);
  if (found === undefined) strides.set(grain, (found = buildStrides(timelineOf(graph), grain)));
  return found;
}

function buildStrides(timeline: Timeline, grain: Grain): Strides {
  const bounds = timeline.stops.flatMap((stop, index) => {
    const before = timeline.stops[index - 1];
    return before !== undefined && belongsTo(stop, before, grain) ? [] : [index];
  });
  const marks = timeline.marks.map((mark) => ({
    ...mark,
    first: strideAt(bounds, mark.first),
    last: strideAt(bounds, mark.last),
  }));
  return { grain, timeline, bounds, marks };
}

/** Whether a stop is part of the same stride as the stop before it. */
function belongsTo(stop: Stop, before: Stop, grain: Grain): boolean {
  if (grain === "contribution" || stop.kind === "end" || stop.pass !== before.pass) return false;
  const updates = (stop.kind === "update") === (before.kind === "update");
  if (grain === "pass") return updates;
  if (stop.kind === "update") return updates;
  return stop.kind === "contribution" && before.op === stop.op;
}

/** How many strides there are. */
export function countStrides({ bounds }: Strides): number {
  return bounds.length - 1;
}

/** The stride that a stop is part of; the end is behind the last one. */
export function strideOf({ bounds }: Strides, stop: number): number {
  return strideAt(bounds, stop);
}

function strideAt(bounds: readonly number[], stop: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bounds[middle] as number) <= stop) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The stops of a stride. */
export function stopsOf({ timeline, bounds }: Strides, stride: number): readonly Stop[] {
  return timeline.stops.slice(bounds[stride], bounds[stride + 1] ?? Number.POSITIVE_INFINITY);
}

/** How many strides have passed, parts of one included. */
export function placeOf(strides: Strides, position: Position): number {
  const { stop, t } = clampPosition(strides.timeline, position);
  const stride = strideOf(strides, stop);
  if (stride === countStrides(strides)) return stride;
  const [first = 0, next = first + 1] = strides.bounds.slice(stride, stride + 2);
  return stride + (stop + t - first) / (next - first);
}

/** The position at which so many strides have passed; where one begins, none of it has. */
export function positionAt(strides: Strides, place: number): Position {
  const stride = Math.floor(place);
  if (stride >= countStrides(strides)) return clampPosition(strides.timeline, END);
  const [first = 0, next = first + 1] = strides.bounds.slice(stride, stride + 2);
  const along = first + (place - stride) * (next - first);
  const stop = Math.min(Math.floor(along), next - 1);
  return clampPosition(strides.timeline, { stop, t: along - stop });
}

const END: Position = { stop: Number.POSITIVE_INFINITY, t: 0 };

/** Where so many strides are over and what moved last is still in view. */
export function restAt(strides: Strides, count: number): Position {
  if (count <= 0) return { stop: 0, t: 0 };
  const bound = strides.bounds[Math.min(count, countStrides(strides))] ?? 0;
  return clampPosition(strides.timeline, { stop: bound - 1, t: 1 });
}

/** How many strides are over at the rest after the next step. */
export function nextRest(strides: Strides, position: Position): number {
  return Math.floor(placeOf(strides, position)) + 1;
}

/** The rest before: what the step in progress, or the one just seen, began from. */
export function previousRest(strides: Strides, position: Position): Position {
  const place = placeOf(strides, position);
  const isStart = position.t === 0 && Number.isInteger(place);
  return restAt(strides, isStart ? place : Math.ceil(place) - 1);
}

/** Seconds that a stride takes at speed 1. */
export function secondsOf({ grain, bounds }: Strides, stride: number): number {
  if (grain !== "pass") return STOP_SECONDS;
  const stops = (bounds[stride + 1] ?? 0) - (bounds[stride] ?? 0);
  return Math.min(stops * STOP_SECONDS, PASS_SECONDS);
}

/**
 * The position after `seconds` of playing at `speed`; it stops at the end. Time left over from one
 * stride runs on in the next, so the pace does not depend on the frame rate.
 */
export function advance(
  strides: Strides,
  position: Position,
  seconds: number,
  speed: number,
): Position {
  const count = countStrides(strides);
  let place = placeOf(strides, position);
  let left = Math.max(seconds, 0) * speed;
  while (left > 0 && place < count) {
    const stride = Math.floor(place);
    const whole = secondsOf(strides, stride);
    const rest = (stride + 1 - place) * whole;
    place = left < rest ? place + left / whole : stride + 1;
    left -= rest;
  }
  return positionAt(strides, place);
}

/** The grain and speed in which a program is first played: a long one is not crawled through. */
export function fittingPace(graph: Graph): { grain: Grain; speed: number } {
  const stops = timelineOf(graph).stops.length - 1;
  const grain = stops > MANY_STOPS ? "op" : "contribution";
  const seconds = countStrides(stridesOf(graph, grain)) * STOP_SECONDS;
  let speed = 1;
  while (speed < FASTEST && seconds / speed > PATIENCE) speed *= 2;
  return { grain, speed };
}

/**
 * Where an op fires next, wrapping round, as a rest; null if it never does. In the middle of a pass
 * as well: the grain decides how far a step goes, not where one may stand.
 */
export function jumpToOp(
  graph: Graph,
  grain: Grain,
  position: Position,
  op: string,
): Position | null {
  const strides = stridesOf(graph, grain === "pass" ? "op" : grain);
  const { stops } = strides.timeline;
  const fires = stops.filter(({ op: own, pass }, index) => {
    const before = stops[index - 1];
    return own === op && !(before?.op === op && before.pass === pass);
  });
  const current = strideOf(strides, position.stop);
  const rests = fires.map(({ index }) => strideOf(strides, index));
  const next = rests.find((stride) => stride > current) ?? rests[0];
  return next === undefined ? null : restAt(strides, next + 1);
}
