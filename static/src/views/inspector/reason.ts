import type { Op } from "../../core/document.ts";
import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph } from "../../core/graph.ts";

/** Why an op fires now, or what it waits for, in words that follow "op 3 of 8 · ". */
export function reasonOf(graph: Graph, frame: Frame, op: Op): string {
  const inputs = namesOf(graph, op.inputs);
  const { gradients } = graph.passes.get(frame.pass)?.pass ?? {};
  const reached = op.outputs.filter((id) => gradients?.[id] !== undefined);
  const outputs = namesOf(graph, reached.length > 0 ? reached : op.outputs);
  switch (frame.ops.get(op.id) ?? "idle") {
    case "idle": {
      const missing = op.inputs.filter((id) => frame.tensors.get(id)?.value === undefined);
      return `waits for ${namesOf(graph, missing.length > 0 ? missing : op.inputs)}`;
    }
    case "ready-forward":
      return `may fire: ${inputs} ${isOrAre(op.inputs)} there`;
    case "firing-forward":
      return `fires now, because ${inputs} ${isOrAre(op.inputs)} there`;
    case "fired":
      return graph.passes.get(frame.pass)?.fires.has(op.id)
        ? `has fired; its way back waits for the gradient of ${outputs}`
        : "has fired; no gradient passes through it";
    case "ready-backward":
      return `may fire backward: the gradient of ${outputs} is complete`;
    case "firing-backward":
      return `fires now, because the gradient of ${outputs} is complete`;
    case "done":
      return "has sent all its contributions";
  }
}

function namesOf(graph: Graph, ids: readonly string[]): string {
  const names = [...new Set(ids)].map((id) => displayName(graph, id));
  const last = names.pop() ?? "";
  return names.length > 0 ? `${names.join(", ")} and ${last}` : last;
}

function isOrAre(ids: readonly string[]): string {
  return new Set(ids).size > 1 ? "are" : "is";
}
