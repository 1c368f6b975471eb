import { evaluate, type Outcome } from "../api/graphs.ts";
import type { GraphDocument } from "../core/document.ts";
import { indexDocument } from "../core/graph.ts";
import { atNewGraph, type Studio } from "./studio.ts";

/** Milliseconds without typing after which a program is evaluated. */
const pause = 150;
/** Milliseconds without typing after which the graph up to an error replaces the last good one. */
const patience = 800;

/** Keeps the drawn graph in step with the program. */
export interface Evaluation {
  /** The person is typing: evaluate soon. */
  soon(): void;
  /** Evaluate at once: a program was opened, a slider moved. */
  now(): Promise<void>;
}

/** The newest program wins: evaluating aborts whatever was under way. */
export function createEvaluation(studio: Studio): Evaluation {
  let timer = 0;
  let running = new AbortController();
  let edited = performance.now();

  const show = (document: GraphDocument, phase: "current" | "partial"): void => {
    studio.update({ ...atNewGraph(studio.state, indexDocument(document)), phase });
  };

  const settle = (outcome: Outcome): void => {
    if (outcome.kind === "complete") {
      const { diagnostics, printed } = outcome.document;
      studio.update({ diagnostics, printed, problem: null });
      show(outcome.document, "current");
      return;
    }
    const { diagnostics, message, document } = outcome;
    studio.update({
      diagnostics,
      printed: document?.printed ?? [],
      problem: diagnostics.length > 0 ? null : message,
      phase: studio.state.graph ? "stale" : "empty",
    });
    if (!document || document.ops.length === 0) return;
    const rest = studio.state.graph ? patience - (performance.now() - edited) : 0;
    timer = window.setTimeout(() => show(document, "partial"), Math.max(0, rest));
  };

  const now = async (): Promise<void> => {
    clearTimeout(timer);
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const { source, seed, inputs } = studio.state;
    if (source.trim() === "") {
      const nothing = { diagnostics: [], printed: [], problem: null };
      studio.update({ ...nothing, phase: "empty", busy: false, graph: null });
      return;
    }
    studio.update({ busy: true });
    try {
      const outcome = await evaluate({ source, seed, inputs }, signal);
      if (!signal.aborted) settle(outcome);
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      studio.update({ problem, phase: studio.state.graph ? "stale" : "empty" });
    }
    if (!signal.aborted) studio.update({ busy: false });
  };

  return {
    now,
    soon() {
      edited = performance.now();
      running.abort();
      studio.update({ busy: true });
      clearTimeout(timer);
      timer = window.setTimeout(now, pause);
    },
  };
}
