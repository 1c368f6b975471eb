import type { Frame } from "../../core/frame.ts";
import { arrivalsOf, type Graph } from "../../core/graph.ts";
import type { Route } from "../../core/layout/scene.ts";
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
  readonly #known = new Map<string, Passage>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  state(route: Route, { step, t, pass }: Frame): EdgeState {
    const { forward, backward } = this.#of(route, pass);
    if (step > backward || (step === backward && t >= LANDED)) return "backward";
    if (step !== forward) return step > forward ? "forward" : "idle";
    const { op, slot, direction } = route;
    return t >= passedForward(this.#graph, op, slot, direction) ? "forward" : "idle";
  }

  #of({ key, op, slot, tensor, direction }: Route, pass: number): Passage {
    const name = `${pass}:${key}`;
    let passage = this.#known.get(name);
    if (!passage) {
      const { passes } = this.#graph;
      passage = {
        forward: passes.get(0)?.fires.get(op) ?? Number.POSITIVE_INFINITY,
        backward:
          (direction === "out"
            ? // An op sends back what came to its outputs; to some, nothing did.
              passes.get(pass)?.pass.gradients?.[tensor] && passes.get(pass)?.fires.get(op)
            : arrivalsOf(this.#graph, pass, tensor).find(
                (one) => one.op === op && one.slot === slot,
              )?.step) ?? Number.POSITIVE_INFINITY,
      };
      // In the forward pass itself nothing comes back.
      if (pass === 0) passage.backward = Number.POSITIVE_INFINITY;
      this.#known.set(name, passage);
    }
    return passage;
  }
}
