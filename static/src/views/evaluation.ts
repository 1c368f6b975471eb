import type { OnStage } from "../api/events.ts";
import { evaluate, type Outcome, type Program, type Stopped } from "../api/graphs.ts";
import { type Answer, createLive } from "../api/live.ts";
import { type Graph, indexDocument } from "../core/graph.ts";
import { stillOpened } from "../core/scalar/level.ts";
import { openGraph } from "../core/scalar/opening.ts";
import { atNewGraph, type Studio, type StudioState } from "./studio.ts";
import { createWaiting } from "./waiting.ts";

/** Milliseconds without typing after which a program is evaluated. */
const pause = 150;
/** Milliseconds without typing after which the graph up to an error replaces the last good one. */
const patience = 800;

/** Keeps the drawn graph in step with the program. */
export interface Evaluation {
  /** The person is typing: evaluate soon. */
  soon(): void;
  /** Evaluate at once: a program was opened. */
  now(): Promise<void>;
  /** A hand is about to move an input. */
  ready(): void;
  /** A hand moves an input: evaluate at once, and show what comes while it moves on. */
  move(): void;
  /** Give up what is under way; what is drawn stays. */
  cancel(): void;
}

/**
 * The newest program wins: evaluating aborts whatever was under way. While a hand moves an input the
 * program stays, so every answer is shown, through a socket where one can be had.
 */
export function createEvaluation(studio: Studio): Evaluation {
  let timer = 0;
  let running = new AbortController();
  let edited = performance.now();
  /** Whether a move is evaluated by POST, and whether the hand has moved on since. */
  let posting = false;
  let moved = false;
  const waiting = createWaiting(studio);

  const show = (closed: Graph, phase: "current" | "partial"): void => {
    const { opened: wanted, whole, asked } = studio.state;
    const opened = phase === "current" ? stillOpened(closed, wanted) : wanted;
    const graph = openGraph(closed, opened, whole);
    studio.update({ ...atNewGraph(studio.state, graph), phase, opened, anchored: asked });
  };

  const stop = ({ diagnostics, message, document }: Stopped): void => {
    studio.update({
      diagnostics,
      printed: document?.printed ?? [],
      problem: diagnostics.length > 0 ? null : message,
      phase: studio.state.graph ? "stale" : "empty",
    });
    if (!document || document.ops.length === 0) return;
    const rest = studio.state.graph ? patience - (performance.now() - edited) : 0;
    timer = window.setTimeout(() => show(indexDocument(document), "partial"), Math.max(0, rest));
  };

  const fail = (error: unknown): void => {
    const problem = error instanceof Error ? error.message : String(error);
    studio.update({ problem, phase: studio.state.graph ? "stale" : "empty" });
  };

  const settle = (answer: Answer): void => {
    clearTimeout(timer);
    waiting.end();
    if (answer.kind === "stopped") stop(answer);
    else if (answer.kind === "failed") fail(answer.error);
    else {
      const { diagnostics, printed } = answer.graph.document;
      studio.update({ diagnostics, printed, problem: null });
      show(answer.graph, "current");
    }
  };

  const post = async (): Promise<void> => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      waiting.begin();
      const outcome = await evaluateOpened(programOf(studio.state), signal, (stage) => {
        if (!signal.aborted) waiting.tell(stage);
      });
      if (signal.aborted) return;
      settle(
        outcome.kind === "complete"
          ? { kind: "complete", graph: indexDocument(outcome.document) }
          : outcome,
      );
    } catch (error) {
      if (signal.aborted) return;
      waiting.end();
      fail(error);
    }
    if (!moved) studio.update({ busy: false });
  };

  const postMoves = async (): Promise<void> => {
    moved = true;
    if (posting) return;
    posting = true;
    while (moved) {
      moved = false;
      await post();
    }
    posting = false;
  };

  const live = createLive({
    stage: waiting.tell,
    answer(answer, newest) {
      settle(answer);
      if (newest) studio.update({ busy: false });
      else waiting.begin();
    },
    lost: postMoves,
    change: (open) => studio.update({ live: open }),
  });

  const giveUp = (): void => {
    clearTimeout(timer);
    live.leave();
    moved = false;
  };

  const leave = (): void => {
    waiting.end();
    giveUp();
    edited = performance.now();
  };

  const now = async (): Promise<void> => {
    leave();
    if (studio.state.source.trim() === "") {
      running.abort();
      const nothing = { diagnostics: [], printed: [], problem: null };
      studio.update({ ...nothing, phase: "empty", busy: false, graph: null });
      return;
    }
    studio.update({ busy: true });
    await post();
  };

  return {
    now,
    soon() {
      leave();
      running.abort();
      studio.update({ busy: true });
      timer = window.setTimeout(now, pause);
    },
    ready: live.ready,
    cancel() {
      giveUp();
      running.abort();
      waiting.cancel();
      studio.update({ busy: false });
    },
    move() {
      const { source, graph } = studio.state;
      // What was typed last has no graph yet: it is evaluated with the input in its new place.
      if (graph?.document.source !== source) return void now();
      edited = performance.now();
      if (!studio.state.busy) waiting.begin();
      studio.update({ busy: true });
      if (posting || !live.ask(programOf(studio.state))) void postMoves();
    },
  };
}

/** What is evaluated, with what is opened in it. */
function programOf({ source, seed, inputs, opened }: StudioState): Program {
  const expand = opened === "all" ? opened : [...opened];
  return { source, seed, inputs, ...(expand.length > 0 && { expand }) };
}

/** Evaluate with what is opened; of ops that the program no longer has, the rest stays open. */
async function evaluateOpened(
  { expand = [], ...closed }: Program,
  signal: AbortSignal,
  onStage: OnStage,
): Promise<Outcome> {
  const asked = { ...closed, ...(expand.length > 0 && { expand }) };
  const outcome = await evaluate(asked, signal, onStage);
  if (outcome.kind !== "unknown-ops") return outcome;
  const plain = (await evaluate(closed, signal, onStage)) as Outcome;
  if (plain.kind === "stopped") return plain;
  const ops = new Set(plain.document.ops.map(({ id }) => id));
  const left = [...expand].filter((id) => ops.has(id));
  if (left.length === 0) return plain;
  return (await evaluate({ ...closed, expand: left }, signal, onStage)) as Outcome;
}
