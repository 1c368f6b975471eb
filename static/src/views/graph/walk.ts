import { ancestors, type Graph } from "../../core/graph.ts";
import type { Scene } from "../../core/layout/scene.ts";

/**
 * The ids of everything that can be seen, in the order in which the keyboard walks it: as the
 * program made it, each op after its inputs and before its outputs, each module before its members.
 */
export function walkOrder(graph: Graph, scene: Scene): string[] {
  const nodes = [...scene.tensors, ...scene.ops, ...scene.regions].map(({ id }) => id);
  const onEdges = scene.routes.flatMap(({ from, tensor }) => (from === undefined ? [] : tensor));
  const seen = new Set([...nodes, ...onEdges]);
  const order = new Set<string>();
  const visit = (id: string): void => {
    for (const module of ancestors(graph, graph.homes.get(id) ?? "").toReversed()) {
      if (seen.has(module)) order.add(module);
    }
    if (seen.has(id)) order.add(id);
  };
  for (const op of graph.document.ops) {
    for (const id of [...op.inputs, op.id, ...op.outputs]) visit(id);
  }
  for (const { id } of graph.document.tensors) visit(id);
  return [...order];
}
