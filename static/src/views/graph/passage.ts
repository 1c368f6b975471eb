import type { Frame } from "../../core/frame.ts";
import type { Graph, PassIndex } from "../../core/graph.ts";
import { edgeKey, type Route } from "../../core/layout/scene.ts";
import { LANDED, passedForward } from "../../core/motion.ts";
import type { EdgeState } from "../../marks/edge.ts";

/**
 * When each edge is passed: it turns green with the step that feeds its op, and violet with the
 * contribution that comes back along it in the pass that is shown.
 */
export class Passages {
  readonly #graph: Graph;
  /** By pass: the rows in which contributions come back, by the key of their edge. */
  readonly #returns = new Map<number, ReadonlyMap<string, number>>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  state(route: Route, { step, t, pass }: Frame): EdgeState {
    const back = this.back(route, pass);
    if (step > back || (step === back && t >= LANDED)) return "backward";
    const fed = this.fed(route);
    if (step !== fed) return step > fed ? "forward" : "idle";
    const { op, slot, direction, from } = route;
    const passed = from === undefined ? passedForward(this.#graph, op, slot, direction) : LANDED;
    return t >= passed ? "forward" : "idle";
  }

  /** The row that feeds an edge; where no tensor stands between two ops, the first one does. */
  fed({ op, from }: Route): number {
    return this.#graph.passes.get(0)?.fires.get(from ?? op) ?? Number.POSITIVE_INFINITY;
  }

  /** The row in which something comes back; in the forward pass itself nothing does. */
  back({ key, op, tensor, direction }: Route, pass: number): number {
    const index = pass === 0 ? undefined : this.#graph.passes.get(pass);
    const back =
      direction === "out"
        ? // An op sends back what came to its outputs; to some, nothing did.
          index?.pass.gradients?.[tensor] && index.fires.get(op)
        : index && this.#returnsOf(index).get(key);
    return back ?? Number.POSITIVE_INFINITY;
  }

  #returnsOf({ pass, arrivals }: PassIndex): ReadonlyMap<string, number> {
    let rows = this.#returns.get(pass.index);
    if (!rows) {
      const all = [...arrivals.values()].flat();
      rows = new Map(all.map(({ op, slot, step }) => [edgeKey(op, slot, "in"), step]));
      this.#returns.set(pass.index, rows);
    }
    return rows;
  }
}
