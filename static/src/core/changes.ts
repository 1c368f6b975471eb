/** What steps bring about: outlined for those who do not want to see it move. */
import type { Graph } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";
import type { Stop } from "./timeline.ts";

export interface Changes {
  tensors: ReadonlySet<string>;
  /** By edge key, see layout/scene.ts. */
  edges: ReadonlySet<string>;
}

/** Tensors that get a value or a contribution in these stops, and the edges that are passed. */
export function changesOf(graph: Graph, stops: readonly Stop[]): Changes {
  const tensors = new Set<string>();
  const edges = new Set<string>();
  const rows = graph.document.steps.slice(stops[0]?.first ?? 0, stops.at(-1)?.end ?? 0);
  for (const [pass, kind, id, tensor, slot] of rows) {
    if (tensor !== null) tensors.add(tensor);
    const op = graph.ops.get(id ?? "");
    if (op === undefined) continue;
    const gradients = graph.passes.get(pass)?.pass.gradients ?? {};
    if (kind === "contribution" && slot !== null) edges.add(edgeKey(op.id, slot, "in"));
    if (kind === "forward") {
      op.inputs.forEach((_, input) => edges.add(edgeKey(op.id, input, "in")));
      op.outputs.forEach((output, number) => {
        tensors.add(output);
        edges.add(edgeKey(op.id, number, "out"));
      });
    }
    if (kind === "backward")
      op.outputs.forEach((output, number) => {
        if (gradients[output]) edges.add(edgeKey(op.id, number, "out"));
      });
  }
  return { tensors, edges };
}
