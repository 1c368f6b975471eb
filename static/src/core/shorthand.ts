/**
 * The lecture's visual shorthand: a reading of the graph in which unnamed intermediate tensors are
 * left out, so that op leads to op. A derived view, like folding: the graph itself stays as it is.
 */
import type { Graph } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";

/** Whether every tensor is drawn, or only those that have a name, a role, or several users. */
export type Reading = "full" | "shorthand";

/** A tensor that is left out stands on the edge between the op that makes it and its user. */
export interface LeftOut {
  tensor: string;
  /** The op that makes it. */
  from: string;
  /** Key of the edge into it, which goes on into the edge of its user's slot. */
  first: string;
}

const NOTHING: ReadonlyMap<string, LeftOut> = new Map();
const known = new WeakMap<Graph, ReadonlyMap<string, LeftOut>>();

/** What a reading leaves out, by {@link edgeKey} of the user's slot: the edge that it stands on. */
export function leftOut(graph: Graph, reading: Reading): ReadonlyMap<string, LeftOut> {
  if (reading === "full") return NOTHING;
  let found = known.get(graph);
  if (found === undefined) known.set(graph, (found = findLeftOut(graph)));
  return found;
}

function findLeftOut(graph: Graph): Map<string, LeftOut> {
  const found = new Map<string, LeftOut>();
  const ends = new Set(graph.document.passes.map(({ output }) => output));
  for (const { id, label, role = "intermediate", source } of graph.document.tensors) {
    const [user, ...others] = graph.consumers.get(id) ?? [];
    const op = graph.ops.get(source ?? "");
    if (user === undefined || others.length > 0 || op === undefined) continue;
    if (label || role !== "intermediate" || ends.has(id)) continue;
    const first = edgeKey(op.id, op.outputs.indexOf(id), "out");
    found.set(edgeKey(user.op, user.slot, "in"), { tensor: id, from: op.id, first });
  }
  return found;
}
