import { atLevel, type Level, refusalOf, tensorIn, without } from "../core/scalar/level.ts";
import { isOpened, OPENED_TENSOR } from "../core/scalar/groups.ts";
import { closedOf } from "../core/graph.ts";
import { type Opened, openGraph } from "../core/scalar/opening.ts";
import type { Evaluation } from "./evaluation.ts";
import { atNewGraph, blank, type Studio, whyOld } from "./studio.ts";

/** Opens ops into scalar ops, and closes them. */
export interface Opening {
  /**
   * Open an op; close the one that this is, or that holds this scalar op. Put a tensor together, and
   * the ops that meet it stay open; or take it apart again.
   */
  turn(id: string): void;
  /** Read the whole graph at one level. */
  level(level: Level): void;
}

/** What is in an op comes with the document; what it does not bring yet is asked of the server. */
export function createOpening(studio: Studio, evaluation: Evaluation): Opening {
  /** Draw the document that is there with other ops opened. */
  const redraw = (
    opened: Opened,
    anchored: string | null,
    whole: ReadonlySet<string> = studio.state.whole,
  ): void => {
    const { state } = studio;
    if (!state.graph) return;
    const graph = openGraph(closedOf(state.graph), opened, whole);
    studio.update({ ...atNewGraph(state, graph), opened, whole, anchored, refusal: null });
  };

  const open = (op: string): void => {
    const { graph, opened, phase } = studio.state;
    if (!graph) return;
    const why =
      phase === "current"
        ? refusalOf(graph, op)
        : `${whyOld(studio.state)}. Its ops open when that is mended.`;
    if (why !== null) {
      studio.update({ refusal: { op, why } });
      return;
    }
    const next = opened === "all" ? opened : new Set([...opened, op]);
    if (graph.document.expansions?.some((one) => one.op === op)) redraw(next, op);
    else {
      studio.update({ opened: next, asked: op, refusal: null });
      void evaluation.now();
    }
  };

  /** What was asked for is there, or it is known why not. */
  const receive = (): void => {
    const { graph, asked, opened } = studio.state;
    if (!graph || asked === null) return;
    const why = refusalOf(graph, asked);
    if (why === null) studio.update({ asked: null });
    else
      studio.update({
        asked: null,
        refusal: { op: asked, why },
        opened: opened === "all" ? opened : new Set([...opened].filter((op) => op !== asked)),
      });
  };
  studio.subscribe(({ graph }) => graph, receive);

  return {
    turn(id) {
      const { graph, opened, whole } = studio.state;
      const home = graph?.homes.get(id) ?? "";
      const module = graph?.modules.get(id) ?? graph?.modules.get(home);
      if (!graph) return;
      if (whole.has(id)) redraw(opened, id, new Set([...whole].filter((one) => one !== id)));
      else if (module?.type === OPENED_TENSOR) {
        const tensor = tensorIn(graph, module.id);
        redraw(opened, module.id, new Set([...whole, tensor]));
      } else if (module && isOpened(module)) {
        const { inputs = [], outputs = [] } = closedOf(graph).ops.get(module.id) ?? {};
        const meets = new Set([...inputs, ...outputs]);
        const left = new Set([...whole].filter((tensor) => !meets.has(tensor)));
        redraw(without(graph, opened, module.id), module.id, left);
      } else if (graph.ops.has(id)) open(id);
    },
    level(level) {
      const { graph } = studio.state;
      if (!graph) return;
      const { folding, opened } = atLevel(graph, level);
      studio.update({ folding, foldedByHand: true, whole: blank.whole });
      if (opened !== "all") redraw(opened, null);
      else {
        studio.update({ opened });
        void evaluation.now();
      }
    },
  };
}
