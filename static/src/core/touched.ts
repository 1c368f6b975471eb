/** What can look different between two moments, so that nothing else need be drawn again. */
import type { Frame } from "./frame.ts";
import type { Graph } from "./graph.ts";

/** Beyond so many rows of `document.steps`, drawing everything is the shorter way. */
const MOST_ROWS = 2000;

export interface Touched {
  /** Tensors and ops whose state may differ. */
  nodes: ReadonlySet<string>;
  /** Ops that run, fire or send meanwhile: something passes their edges, and no others. */
  acting: ReadonlySet<string>;
}

type Moment = Pick<Frame, "step" | "pass">;

/** What may differ between two frames. Null: anything. */
export function touched(graph: Graph, before: Moment, after: Moment): Touched | null {
  const first = Math.min(before.step, after.step);
  const last = Math.max(before.step, after.step);
  if (last - first > MOST_ROWS) return null;
  const shown = new Set([before.pass, after.pass]);
  const nodes = new Set<string>();
  const acting = new Set<string>();
  const start = graph.passes.get(after.pass)?.start ?? 0;
  // With the beginning of a pass every tensor that it reaches begins to wait; of two passes either
  // one has brought what the other has not.
  if (shown.size > 1 || (first < start && start <= last))
    for (const pass of shown) reach(graph, pass, nodes, acting);
  const computed = (tensor: string): void => {
    nodes.add(tensor);
    for (const { op } of graph.consumers.get(tensor) ?? []) nodes.add(op);
  };
  for (let row = first; row <= last; row++) {
    const [pass = 0, kind, op, tensor] = graph.document.steps[row] ?? [];
    const isGiven = kind === "leaf" || kind === "update";
    // What a pass between the two has sent is in neither of them.
    if (kind !== "forward" && !isGiven && !shown.has(pass)) continue;
    if (op != null) {
      nodes.add(op);
      acting.add(op);
    }
    if (op != null && kind === "forward") graph.ops.get(op)?.outputs.forEach(computed);
    if (tensor == null) continue;
    if (isGiven) computed(tensor);
    else {
      // Its gradient grows, and when it is complete the op that made it may fire.
      nodes.add(tensor);
      nodes.add(graph.tensors.get(tensor)?.source ?? tensor);
    }
  }
  return { nodes, acting };
}

/** Add all that a pass comes by. */
function reach(graph: Graph, pass: number, nodes: Set<string>, acting: Set<string>): void {
  const { seeds = [], arrivals = [], fires = [] } = graph.passes.get(pass) ?? {};
  for (const [tensor] of [...seeds, ...arrivals]) nodes.add(tensor);
  for (const [op] of fires) {
    nodes.add(op);
    acting.add(op);
  }
}
