/** The same moment in the same program, when ops are opened or closed. */
import type { Graph } from "../graph.ts";
import { isAtEnd, type Position, timelineOf } from "../timeline.ts";

/**
 * Where an op that was opened or closed is as far as it was: an opened op that has begun is seen as
 * done when it is closed, and one that was done has all its scalar ops done.
 */
export function samePosition(from: Graph, to: Graph, { stop, t }: Position): Position {
  const [old, timeline] = [timelineOf(from), timelineOf(to)];
  const last = timeline.stops.length - 1;
  if (isAtEnd(old, { stop, t })) return { stop: last, t: 0 };
  const { first, end } = old.stops[stop] ?? { first: 0, end: 1 };
  const begun = t > 0;
  const row = from.origins[begun ? end - 1 : first] ?? 0;
  const rows = to.origins.flatMap((origin, index) => (origin === row ? [index] : []));
  const found = begun ? rows.at(-1) : rows[0];
  // A row without a counterpart is one of a block that became one: its end stands for all of it.
  const wanted =
    found ??
    Math.max(
      0,
      to.origins.findLastIndex((origin) => origin <= row),
    );
  const index = timeline.stops.findLastIndex((one) => one.first <= wanted && one.kind !== "end");
  return { stop: Math.max(index, 0), t: begun ? Math.max(t, found === undefined ? 1 : t) : 0 };
}

/** A tensor, op or module if the graph has it; else the opened op or tensor that it was part of. */
export function openedAround(old: Graph | null, { ops, tensors, modules }: Graph, id: string) {
  const candidates = [id, old?.homes.get(id)];
  const found = candidates.find((one) =>
    [tensors, ops, modules].some((all) => one !== undefined && all.has(one)),
  );
  return found ?? null;
}
