/** Where gradients end: leaves that get nothing but zeros, and the ops that let nothing through to them. */
import type { ArrayJson, Op } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph } from "./graph.ts";
import { sizeOf } from "./weight.ts";

export interface Blocked {
  /** Ids of named leaves whose gradient is 0 in every element: parameters, else inputs. */
  leaves: readonly string[];
  /** Ops that got a gradient and sent only zeros on the ways to these leaves. */
  ops: readonly Op[];
}

/** What gets nothing but zeros in a pass, and where the zeros begin. */
export function blockedIn(graph: Graph, pass: number): Blocked {
  const gradients = graph.passes.get(pass)?.pass.gradients ?? {};
  const still = graph.document.tensors.filter(
    ({ id, label, source }) => label && source == null && isZero(gradients[id]),
  );
  const parameters = still.filter(({ role }) => role === "parameter");
  const inputs = still.filter(({ role }) => role === "input");
  const leaves = (parameters.length > 0 ? parameters : inputs).map(({ id }) => id);
  return { leaves, ops: originsOf(graph, pass, leaves) };
}

/** Backwards from leaves, along zeros, to the ops to which something else still came. */
function originsOf(graph: Graph, pass: number, leaves: readonly string[]): Op[] {
  const gradients = graph.passes.get(pass)?.pass.gradients ?? {};
  const found = new Set<Op>();
  const seen = new Set(leaves);
  const due = [...leaves];
  for (let id = due.pop(); id !== undefined; id = due.pop())
    for (const { op: key, slot } of arrivalsOf(graph, pass, id)) {
      const op = graph.ops.get(key);
      if (!op || !isZero(contributionOf(graph, pass, key, slot))) continue;
      const behind = op.outputs.filter((output) => gradients[output] !== undefined);
      if (!behind.every((output) => isZero(gradients[output]))) found.add(op);
      else due.push(...behind.filter((output) => !seen.has(output)));
      for (const output of behind) seen.add(output);
    }
  return [...found];
}

function isZero(array: ArrayJson | undefined): boolean {
  return array !== undefined && sizeOf(array) === 0;
}
