import { type Folding, hiddenBy } from "../../core/folding.ts";
import { countStrides, type Grain, stopsOf, strideOf, stridesOf } from "../../core/grain.ts";
import type { Graph } from "../../core/graph.ts";
import { tell } from "../../core/telling.ts";
import { isAtEnd, type Position } from "../../core/timeline.ts";

/** What is said of a moment. */
export interface Saying {
  /** How many steps are seen or under way. */
  number: number;
  /** "Backward, step 9 of 14." */
  step: string;
  sentence: string;
  way: "forward" | "backward";
}

/** Say in words where the page stands and what happens there. */
export function saying(graph: Graph, grain: Grain, position: Position, folding: Folding): Saying {
  const strides = stridesOf(graph, grain);
  const count = countStrides(strides);
  const stride = strideOf(strides, position.stop);
  const stop = strides.timeline.stops[position.stop];
  const mode = graph.passes.get(stop?.pass ?? 0)?.pass.mode;
  const way = mode === "reverse" ? "backward" : "forward";
  const sentence = tell(graph, strides, stride);
  if (isAtEnd(strides.timeline, position))
    return { number: count, step: "The end.", sentence, way };
  if (position.stop === 0 && position.t === 0)
    return { number: 0, step: "Start.", sentence: "Nothing is computed yet.", way };
  const name = stop?.kind === "update" ? "Update" : way === "backward" ? "Backward" : "Forward";
  const place = grain === "pass" ? "" : insideOf(graph, folding, stopsOf(strides, stride)[0]?.op);
  return {
    number: stride + 1,
    step: `${name}, step ${stride + 1} of ${count}${place}.`,
    sentence,
    way,
  };
}

function insideOf(graph: Graph, folding: Folding, op: string | null | undefined): string {
  const folded = op ? hiddenBy(graph, folding, op) : null;
  return folded === null ? "" : `, inside ${graph.modules.get(folded)?.name}`;
}
