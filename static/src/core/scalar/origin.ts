/** Where the gradient of a single number comes from, which the document of opened ops holds itself. */
import type { Cell } from "../cells.ts";
import type { Num } from "../document.ts";
import { arrivalsOf, closedOf, contributionOf, type Graph, isFull } from "../graph.ts";
import { edgeKey } from "../layout/scene.ts";

/** What one op sent: its slope times the gradient that came to it. */
export interface ScalarShare {
  op: string;
  slot: number;
  terms: {
    cells: (Cell & { value: Num })[];
    factor: Num;
    text: null;
    within: 0;
    product: Num;
  }[];
  count: 1;
  sum: Num;
}

export interface ScalarOrigin {
  contributions: ScalarShare[];
  sum: Num;
}

/** Null for a tensor of the program, whose origin the engine tells. */
export function scalarOrigin(graph: Graph, tensor: string, pass: number): ScalarOrigin | null {
  if (closedOf(graph).tensors.has(tensor)) return null;
  const { gradients = {} } = graph.passes.get(pass)?.pass ?? {};
  const only = (id: string): Num | undefined => {
    const array = gradients[id];
    return array && isFull(array) ? array.data[0] : undefined;
  };
  const contributions = arrivalsOf(graph, pass, tensor).flatMap(({ op, slot }): ScalarShare[] => {
    const output = graph.ops.get(op)?.outputs[0] ?? "";
    const local = graph.edges.get(edgeKey(op, slot, "in"))?.local;
    const sent = contributionOf(graph, pass, op, slot);
    const gradient = only(output);
    if (gradient === undefined || !local || !isFull(local) || !sent || !isFull(sent)) return [];
    const [factor, sum] = [local.data[0] ?? 0, sent.data[0] ?? 0];
    const cells = [{ tensor: output, of: "gradient" as const, index: [], value: gradient }];
    const term = { cells, factor, text: null, within: 0 as const, product: sum };
    return [{ op, slot, terms: [term], count: 1, sum }];
  });
  const sum = only(tensor);
  return sum === undefined ? null : { contributions, sum };
}
