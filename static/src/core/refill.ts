/** Other numbers in the same graph: what a hand on a slider brings about many times a second. */
import type {
  ArrayJson,
  Diagnostic,
  Edge,
  Expansion,
  FullArray,
  Num,
  Pass,
  SummarizedArray,
} from "./document.ts";
import type { Graph, PassIndex } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";

/** Elements, or a summary; the shape is that of the array in whose place they come. */
export type Moved = Num[] | Pick<SummarizedArray, "summary" | "thumbnail">;

/** What differs from the graph before: arrays by their place, and whole remarks. */
export interface Changes {
  structure: string;
  arrays: {
    /** By tensor id. */
    values?: Record<string, Moved>;
    /** By "op:slot". */
    locals?: Record<string, Moved>;
    /** By "pass:tensor id". */
    gradients?: Record<string, Moved>;
    /** By "pass:op:slot". */
    contributions?: Record<string, Moved>;
    /** By op id. */
    expansions?: Record<string, Expansion>;
  };
  diagnostics?: Diagnostic[];
  printed?: string[];
}

/**
 * The graph with other numbers. What does not change keeps its identity, and the form stays the
 * same, unless a constant changed: its number is also its name.
 */
export function refilled(graph: Graph, changes: Changes): Graph {
  const { values = {}, locals = {}, expansions = {} } = changes.arrays;
  const tensors = replaced(graph.tensors, values, (tensor, moved) => ({
    ...tensor,
    value: inPlace(tensor.value, moved),
  }));
  const edges = replaced(graph.edges, keyed(locals), (edge, moved) => ({
    ...edge,
    local: inPlace(edge.local, moved),
  }));
  const passes = new Map(
    [...graph.passes].map(([index, pass]) => [index, runAgain(pass, changes)]),
  );
  const document = {
    ...graph.document,
    tensors: [...tensors.values()],
    edges: [...edges.values()],
    passes: [...passes.values()].map(({ pass }) => pass),
    diagnostics: changes.diagnostics ?? graph.document.diagnostics,
    printed: changes.printed ?? graph.document.printed,
    ...(graph.document.expansions && {
      expansions: graph.document.expansions.map((one) => expansions[one.op] ?? one),
    }),
  };
  const renamed = Object.keys(values).some((id) => tensors.get(id)?.role === "constant");
  const consumers = edges === graph.edges ? graph.consumers : consumersOf(graph, edges);
  const form = renamed ? {} : graph.form;
  return { ...graph, document, form, tensors, edges, passes, consumers };
}

/** The map with some of its values replaced, in the same order; the same map where none is. */
function replaced<Value>(
  map: ReadonlyMap<string, Value>,
  by: Record<string, Moved>,
  replace: (value: Value, moved: Moved) => Value,
): ReadonlyMap<string, Value> {
  const next = new Map(map);
  for (const [id, moved] of Object.entries(by)) {
    const value = map.get(id);
    if (value !== undefined) next.set(id, replace(value, moved));
  }
  return Object.keys(by).length === 0 ? map : next;
}

/** Local derivatives by the key of their edge, which always leads into an op. */
function keyed(locals: Record<string, Moved>): Record<string, Moved> {
  const key = (place: string): string => {
    const end = place.lastIndexOf(":");
    return edgeKey(place.slice(0, end), Number(place.slice(end + 1)), "in");
  };
  return Object.fromEntries(Object.entries(locals).map(([place, moved]) => [key(place), moved]));
}

function consumersOf(
  { consumers }: Graph,
  edges: ReadonlyMap<string, Edge>,
): ReadonlyMap<string, readonly Edge[]> {
  const now = (edge: Edge): Edge => edges.get(edgeKey(edge.op, edge.slot, "in")) ?? edge;
  return new Map([...consumers].map(([id, those]) => [id, those.map(now)]));
}

function runAgain(index: PassIndex, { arrays }: Changes): PassIndex {
  const { pass } = index;
  const gradients = group(pass.index, pass.gradients, arrays.gradients);
  const contributions = group(pass.index, pass.contributions, arrays.contributions);
  if (!gradients && !contributions) return index;
  const next: Pass = {
    ...pass,
    ...(gradients && { gradients }),
    ...(contributions && { contributions }),
  };
  return { ...index, pass: next };
}

/** One group of a pass's arrays with those that moved; null where none did. */
function group(
  pass: number,
  arrays: Record<string, ArrayJson> | undefined,
  moved: Record<string, Moved> = {},
): Record<string, ArrayJson> | null {
  const start = `${pass}:`;
  const those = Object.entries(moved).filter(([place]) => place.startsWith(start));
  if (those.length === 0) return null;
  const next = { ...arrays };
  for (const [place, one] of those) {
    const id = place.slice(start.length);
    next[id] = inPlace(next[id], one);
  }
  return next;
}

function inPlace(before: ArrayJson | undefined, moved: Moved): ArrayJson {
  const shape = before?.shape ?? [];
  return Array.isArray(moved) ? ({ shape, data: moved } satisfies FullArray) : { shape, ...moved };
}
