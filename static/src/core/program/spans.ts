/** From a place in the program to what it made in the graph. */
import type { Op, Span, Tensor } from "../document.ts";
import { ancestors, type Graph } from "../graph.ts";

/** A place in the text: lines from 1, columns from 0 in characters. */
export interface Place {
  line: number;
  column: number;
}

/** The ops of the innermost expression around a place; several where it ran several times. */
export function opsAt(graph: Graph, place: Place): Op[] {
  let innermost: Span | null = null;
  let found: Op[] = [];
  for (const op of graph.document.ops) {
    const { span } = op;
    if (!span || !holds(span, place)) continue;
    if (innermost && isSame(span, innermost)) found.push(op);
    else if (!innermost || isWithin(span, innermost)) [innermost, found] = [span, [op]];
  }
  return found;
}

/**
 * The tensor that a name stands for at a line: the last one that goes by it up to there, or, above
 * all of them, as in a function, the first.
 */
export function tensorNamed(graph: Graph, name: string, line: number): Tensor | null {
  const all = graph.document.tensors.filter(({ id, label }) => (label || id) === name);
  return all.findLast(({ span }) => span && span.line <= line) ?? all[0] ?? null;
}

/**
 * What an expression made, as something to select: an op, or, where one call ran ops of several
 * kinds, the module around them.
 * @param ops those of one expression
 */
export function nodesOf(graph: Graph, ops: readonly Op[]): string[] {
  const kinds = new Set(ops.map(({ op }) => op));
  if (kinds.size <= 1) return ops.map(({ id }) => id);
  const homes = ops.map((op) => ancestors(graph, op.module ?? ""));
  const shared = homes[0]?.filter((id) => homes.every((home) => home.includes(id))) ?? [];
  return shared[0] === undefined ? ops.map(({ id }) => id) : [shared[0]];
}

function holds({ line, column, end_line, end_column }: Span, place: Place): boolean {
  const after = place.line > line || (place.line === line && place.column >= column);
  const before = place.line < end_line || (place.line === end_line && place.column < end_column);
  return after && before;
}

function isWithin(inner: Span, outer: Span): boolean {
  const starts =
    inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const ends =
    inner.end_line < outer.end_line ||
    (inner.end_line === outer.end_line && inner.end_column <= outer.end_column);
  return starts && ends;
}

function isSame(one: Span, other: Span): boolean {
  return isWithin(one, other) && isWithin(other, one);
}
