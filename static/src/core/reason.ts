/** Why an op may fire now, or what it waits for. */
import type { Op } from "./document.ts";
import type { Frame } from "./frame.ts";
import { displayName, type Graph } from "./graph.ts";

/** In words that follow "op 3 of 8 · ": "waits for 1 of 2 contributions to k". */
export function reasonOf(graph: Graph, frame: Frame, op: Op): string {
  const inputs = namesOf(graph, op.inputs);
  const outputs = namesOf(graph, reachedOf(graph, frame, op));
  switch (frame.ops.get(op.id) ?? "idle") {
    case "idle": {
      const missing = op.inputs.filter((id) => frame.tensors.get(id)?.value === undefined);
      return `waits for ${namesOf(graph, missing.length > 0 ? missing : op.inputs)}`;
    }
    case "ready-forward":
      return op.inputs.length > 0 ? `may fire: ${inputs} ${isOrAre(op.inputs)} there` : "may fire";
    case "firing-forward":
      return `fires now, because ${inputs} ${isOrAre(op.inputs)} there`;
    case "fired":
      return graph.passes.get(frame.pass)?.fires.has(op.id)
        ? `has fired; its way back ${wayBack(graph, frame, op)}`
        : "has fired; no gradient passes through it";
    case "ready-backward":
      return `may fire backward: the gradient of ${outputs} is complete`;
    case "firing-backward":
      return `fires now, because the gradient of ${outputs} is complete`;
    case "done":
      return "has sent all its contributions";
  }
}

/** What is missing before an op that has run may send back. */
function wayBack(graph: Graph, frame: Frame, op: Op): string {
  const reached = reachedOf(graph, frame, op);
  const waits = reached.flatMap((id) => {
    const { arrived = 0, expected = 0 } = frame.tensors.get(id) ?? {};
    if (arrived >= expected) return [];
    const name = displayName(graph, id);
    const seeded = graph.passes.get(frame.pass)?.seeds.has(id) && expected === 1;
    if (seeded) return [`for the backward pass to start at ${name}`];
    const missing = expected - arrived;
    const count = expected === 1 ? "the contribution" : `${missing} of ${expected} contributions`;
    return [`for ${count} to ${name}`];
  });
  return waits.length === 0
    ? `waits for the gradient of ${namesOf(graph, reached)}`
    : `waits ${waits.join(" and ")}`;
}

/** The outputs of an op to which the pass brings a gradient; all of them where it brings none. */
function reachedOf(graph: Graph, { pass }: Frame, { outputs }: Op): readonly string[] {
  const { gradients } = graph.passes.get(pass)?.pass ?? {};
  const reached = outputs.filter((id) => gradients?.[id] !== undefined);
  return reached.length > 0 ? reached : outputs;
}

function namesOf(graph: Graph, ids: readonly string[]): string {
  const names = [...new Set(ids)].map((id) => displayName(graph, id));
  const last = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} and ${last}` : last;
}

function isOrAre(ids: readonly string[]): string {
  return new Set(ids).size > 1 ? "are" : "is";
}
