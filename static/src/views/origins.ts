import { fetchTerms, type Terms } from "../api/terms.ts";
import { indexText } from "../core/cells.ts";
import type { Graph } from "../core/graph.ts";
import type { Studio } from "./studio.ts";

/** Operations and ops up to which the numbers behind an element are worked out unasked. */
const cheap = { flops: 2e6, ops: 300 } as const;

/** What is known of where an element of a gradient comes from. */
export type Origin = Terms | "asked" | { problem: string };

/** From which cells elements of gradients were computed: asked for when met, there a moment later. */
export interface Origins {
  /** Of an element of a gradient of the graph that is drawn; null where the program has moved on. */
  of(tensor: string, index: readonly number[], pass: number): Origin | null;
  /** Calls `listener` whenever an answer has arrived. */
  subscribe(listener: () => void): void;
}

export function createOrigins(studio: Studio): Origins {
  let known = new Map<string, Origin>();
  let graph: Graph | null = null;
  let asked = new AbortController();
  const listeners: (() => void)[] = [];

  const ask = async (
    key: string,
    tensor: string,
    index: readonly number[],
    pass: number,
  ): Promise<void> => {
    // Only the element that is pointed at now is waited for.
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const of = known;
    of.set(key, "asked");
    const { source, seed, inputs } = studio.state;
    try {
      of.set(key, await fetchTerms({ source, seed, inputs }, tensor, index, pass, signal));
    } catch (error) {
      if (signal.aborted) {
        of.delete(key);
        return;
      }
      of.set(key, { problem: error instanceof Error ? error.message : String(error) });
    }
    if (of === known) for (const listener of listeners) listener();
  };

  return {
    of(tensor, index, pass) {
      const { state } = studio;
      if (state.graph !== graph) {
        graph = state.graph;
        known = new Map();
      }
      if (state.phase !== "current" || state.busy) return null;
      const key = `${pass} ${tensor} ${indexText(index)}`;
      if (!known.has(key)) void ask(key, tensor, index, pass);
      return known.get(key) ?? null;
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/** Whether running the program once more is nothing to ask the person about. */
export function isCheap({ document: { cost, ops } }: Graph): boolean {
  return cost.flops <= cheap.flops && ops.length <= cheap.ops;
}
