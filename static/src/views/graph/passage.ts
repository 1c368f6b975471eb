import type { Frame } from "../../core/frame.ts";
import type { Graph } from "../../core/graph.ts";
import { edgeKey, type Route } from "../../core/layout/scene.ts";
import { LANDED, passedForward } from "../../core/motion.ts";
import type { EdgeState } from "../../marks/edge.ts";

/** The rows of `document.steps` in which something passes an edge; Infinity where nothing does. */
interface Passage {
  forward: number;
  backward: number;
}

/**
 * When each edge is passed, for one pass at a time: an edge turns green with the step that feeds
 * its op and violet with the contribution that comes back along it.
 */
export class Passages {
  readonly #graph: Graph;
  readonly #known = new Map<number, Map<string, Passage>>();
  /** By pass: the rows in which contributions come back, by the key of their edge. */
  readonly #returns = new Map<number, ReadonlyMap<string, number>>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  state(route: Route, { step, t, pass }: Frame): EdgeState {
    const { forward, backward } = this.#of(route, pass);
    if (step > backward || (step === backward && t >= LANDED)) return "backward";
    if (step !== forward) return step > forward ? "forward" : "idle";
    const { op, slot, direction, from } = route;
    const passed = from === undefined ? passedForward(this.#graph, op, slot, direction) : LANDED;
    return t >= passed ? "forward" : "idle";
  }

  #of(route: Route, pass: number): Passage {
    let known = this.#known.get(pass);
    if (!known) this.#known.set(pass, (known = new Map()));
    let passage = known.get(route.key);
    if (!passage) known.set(route.key, (passage = this.#find(route, pass)));
    return passage;
  }

  #find({ key, op, tensor, direction, from }: Route, pass: number): Passage {
    const { passes } = this.#graph;
    const index = passes.get(pass);
    const backward =
      direction === "out"
        ? // An op sends back what came to its outputs; to some, nothing did.
          index?.pass.gradients?.[tensor] && index.fires.get(op)
        : this.#returnsOf(pass).get(key);
    return {
      // Where no tensor stands between two ops, the first one feeds their edge.
      forward: passes.get(0)?.fires.get(from ?? op) ?? Number.POSITIVE_INFINITY,
      // In the forward pass itself nothing comes back.
      backward: (pass === 0 ? undefined : backward) ?? Number.POSITIVE_INFINITY,
    };
  }

  #returnsOf(pass: number): ReadonlyMap<string, number> {
    let rows = this.#returns.get(pass);
    if (!rows) {
      const arrivals = [...(this.#graph.passes.get(pass)?.arrivals.values() ?? [])].flat();
      rows = new Map(arrivals.map(({ op, slot, step }) => [edgeKey(op, slot, "in"), step]));
      this.#returns.set(pass, rows);
    }
    return rows;
  }
}
