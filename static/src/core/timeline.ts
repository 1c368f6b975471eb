/** What a person steps through: stops, each of which covers rows of `document.steps`. */
import type { StepKind } from "./document.ts";
import type { Graph } from "./graph.ts";

/** Seconds that one stop takes at speed 1. */
export const STOP_SECONDS = 0.45;
/** Share of a stop's time that goes to all rows before the one it is about. */
const LEAD = 0.3;

/**
 * One step of the person. "leaves": the program's own values appear together. "forward": an op runs;
 * constants written in its expression appear first. "contribution": one contribution travels; the
 * first one of an op includes the op's firing. "backward": an op fires and has nothing to send.
 * "end": all is done and nothing moves.
 */
export interface Stop {
  index: number;
  kind: "leaves" | "forward" | "seed" | "backward" | "contribution" | "update" | "end";
  /** Rows of `document.steps`: from `first` up to, but without, `end`. */
  first: number;
  end: number;
  pass: number;
  op: string | null;
  tensor: string | null;
  slot: number | null;
}

/** A run of stops of the same pass, for the tracks of the timeline. */
export interface PassMark {
  pass: number;
  mode: "forward" | "reverse" | "tangent";
  /** First and last stop of the run. */
  first: number;
  last: number;
}

export interface Timeline {
  /** The last one is the end. */
  stops: readonly Stop[];
  marks: readonly PassMark[];
}

/** Where the playback stands: `t` runs from 0, when the stop begins, to 1, when it is done. */
export interface Position {
  stop: number;
  t: number;
}

const timelines = new WeakMap<object, Timeline>();

export function timelineOf(graph: Graph): Timeline {
  let timeline = timelines.get(graph.form);
  if (timeline === undefined) timelines.set(graph.form, (timeline = buildTimeline(graph)));
  return timeline;
}

function buildTimeline(graph: Graph): Timeline {
  const { steps } = graph.document;
  const stops: Stop[] = [];
  let previous: StepKind | null = null;
  steps.forEach(([pass, kind, op, tensor, slot], row) => {
    const last = stops.at(-1);
    if (last && kind === "leaf" && last.kind === "leaves") last.end = row + 1;
    else if (last && kind === "forward" && isPrelude(graph, last))
      Object.assign(last, { kind, op, end: row + 1 });
    else if (last && kind === "contribution" && previous === "backward" && last.op === op)
      Object.assign(last, { kind, tensor, slot, end: row + 1 });
    else
      stops.push({
        index: stops.length,
        kind: kind === "leaf" ? "leaves" : kind,
        first: row,
        end: row + 1,
        pass,
        op,
        tensor: kind === "leaf" ? null : tensor,
        slot,
      });
    previous = kind;
  });
  stops.push({
    index: stops.length,
    kind: "end",
    first: steps.length,
    end: steps.length,
    pass: stops.at(-1)?.pass ?? 0,
    op: null,
    tensor: null,
    slot: null,
  });
  return { stops, marks: passMarks(graph, stops) };
}

/** Constants in the middle of the program are part of the step of the op that they are written for. */
function isPrelude(graph: Graph, stop: Stop): boolean {
  if (stop.kind !== "leaves" || stop.index === 0) return false;
  return leavesOf(graph, stop).every((id) => graph.tensors.get(id)?.role === "constant");
}

/** The leaves that get their values in a stop. */
export function leavesOf(graph: Graph, stop: Stop): string[] {
  return graph.document.steps
    .slice(stop.first, stop.end)
    .flatMap(([, kind, , tensor]) => (kind === "leaf" && tensor !== null ? [tensor] : []));
}

function passMarks(graph: Graph, stops: readonly Stop[]): PassMark[] {
  const marks: PassMark[] = [];
  for (const stop of stops) {
    if (stop.kind === "end") continue;
    const last = marks.at(-1);
    if (last?.pass === stop.pass) last.last = stop.index;
    else {
      const mode = graph.passes.get(stop.pass)?.pass.mode ?? "forward";
      marks.push({ pass: stop.pass, mode, first: stop.index, last: stop.index });
    }
  }
  return marks;
}

/** The row of `document.steps` and the time within it, for a position on the timeline. */
export function toStep(timeline: Timeline, position: Position): { step: number; t: number } {
  const { stop, t } = clampPosition(timeline, position);
  const { first, end, kind } = timeline.stops[stop] as Stop;
  const rows = end - first;
  if (rows === 0) return { step: first, t: 0 };
  const lead = leadOf(kind, rows);
  const before = rows - 1;
  if (t >= lead) return { step: end - 1, t: (t - lead) / (1 - lead) };
  const row = Math.min(Math.floor((t / lead) * before), before - 1);
  return { step: first + row, t: (t / lead) * before - row };
}

/** The position on the timeline of a row of `document.steps`. */
export function toPosition(timeline: Timeline, step: number, t = 0): Position {
  const { stops } = timeline;
  let low = 0;
  let high = stops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stops[middle] as Stop).first <= step) low = middle;
    else high = middle - 1;
  }
  const { first, end, kind } = stops[low] as Stop;
  const rows = end - first;
  if (rows === 0) return { stop: low, t: 0 };
  const lead = leadOf(kind, rows);
  if (step >= end - 1) return { stop: low, t: Math.min(lead + t * (1 - lead), 1) };
  return { stop: low, t: ((Math.max(step - first, 0) + t) / (rows - 1)) * lead };
}

/** Share of the time before the last row: leaves take equal turns, others lead up to it. */
function leadOf(kind: Stop["kind"], rows: number): number {
  if (rows === 1) return 0;
  return kind === "leaves" ? (rows - 1) / rows : LEAD;
}

export function isAtEnd(timeline: Timeline, position: Position): boolean {
  return position.stop >= timeline.stops.length - 1;
}

/** Where all is done. */
export function endOf({ stops }: Timeline): Position {
  return { stop: stops.length - 1, t: 0 };
}

/** The nearest position that exists. */
export function clampPosition(timeline: Timeline, { stop, t }: Position): Position {
  const last = timeline.stops.length - 1;
  if (!(stop >= 0)) return { stop: 0, t: 0 };
  if (stop >= last) return { stop: last, t: 0 };
  const whole = Math.floor(stop);
  return { stop: whole, t: Math.min(Math.max(t, 0), 1) };
}
