/**
 * What moves within one row of `document.steps`, and when. Forward, the values travel in along their
 * edges, the op lights, its result travels out and fills. Backward, the gradient of the op's output
 * travels in, the op lights, then each contribution is computed there and travels its own edge.
 */
import type { ArrayJson } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph, isUnused } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";

export interface Travel {
  /** Edge key, see layout/scene.ts. */
  edge: string;
  /**
   * "forward": a value, along the edge's forward direction. Against it: "gradient", that of an
   * output into its op, and "contribution", from the op to an input.
   */
  kind: "forward" | "gradient" | "contribution";
  /** 0..1 from where it starts to where it lands. */
  position: number;
  /** What it carries. */
  array?: ArrayJson;
}

/** The time within its row at which what a row brings arrives at its tensor. */
export const LANDED = 0.85;
/** Times within a forward row: all inputs have come in, the op has fired. */
const FORWARD = { given: 0.45, fired: 0.52 } as const;
/** The time within a contribution's row until which it is computed at its op. */
const COMPUTED = 0.25;

/** The time within its forward row at which an op lights: when its last input has come in. */
export function lightsForward(graph: Graph, op: string): number {
  return graph.ops.get(op)?.inputs.length ? FORWARD.given : 0;
}

/** The time within the row of its firing at which an op lights on the way back. */
export const LIGHTS_BACKWARD = LANDED;

/** The time within the forward row of its op at which an edge has been passed. */
export function passedForward(
  graph: Graph,
  op: string,
  slot: number,
  direction: "in" | "out",
): number {
  if (direction === "out") return LANDED;
  const count = graph.ops.get(op)?.inputs.length ?? 1;
  return (FORWARD.given * (slot + 1)) / count;
}

/** What moves at time `t` within a row of a document's steps; at most one thing. */
export function travelAt(graph: Graph, row: number, t: number): Travel | null {
  const [pass, kind, op, tensor, slot] = graph.document.steps[row] ?? [];
  if (op == null || pass === undefined) return null;
  if (kind === "forward") return travelForward(graph, op, t);
  if (kind === "backward") return travelIntoOp(graph, pass, op, t);
  if (kind !== "contribution" || tensor == null || slot == null) return null;
  const array = contributionOf(graph, pass, op, slot) ?? onlyArrival(graph, pass, tensor);
  const position = easeInOut(share(t, COMPUTED, LANDED));
  return { edge: edgeKey(op, slot, "in"), kind: "contribution", position, ...(array && { array }) };
}

function travelForward(graph: Graph, op: string, t: number): Travel | null {
  const { inputs = [], outputs = [] } = graph.ops.get(op) ?? {};
  if (inputs.length > 0 && t < FORWARD.given) {
    const { turn, within } = turnOf(t / FORWARD.given, inputs.length);
    const array = graph.tensors.get(inputs[turn] ?? "")?.value;
    return moving(edgeKey(op, turn, "in"), "forward", within, array);
  }
  if (t < FORWARD.fired) return null;
  // Of several results one is seen to travel: the first of which something comes.
  const used = Math.max(
    0,
    outputs.findIndex((output) => !isUnused(graph, output)),
  );
  const array = graph.tensors.get(outputs[used] ?? "")?.value;
  return moving(edgeKey(op, used, "out"), "forward", share(t, FORWARD.fired, LANDED), array);
}

/** The gradients of an op's outputs go into it, one after the other. */
function travelIntoOp(graph: Graph, pass: number, op: string, t: number): Travel | null {
  const gradients = graph.passes.get(pass)?.pass.gradients ?? {};
  const reached = (graph.ops.get(op)?.outputs ?? []).flatMap((id, slot) => {
    const array = gradients[id];
    return array === undefined ? [] : [{ slot, array }];
  });
  if (reached.length === 0) return null;
  const { turn, within } = turnOf(Math.min(t / LIGHTS_BACKWARD, 1), reached.length);
  const { slot = 0, array } = reached[turn] ?? {};
  return moving(edgeKey(op, slot, "out"), "gradient", within, array);
}

function moving(
  edge: string,
  kind: Travel["kind"],
  within: number,
  array: ArrayJson | undefined,
): Travel {
  return { edge, kind, position: easeInOut(within), ...(array && { array }) };
}

/** Whose turn it is at a share (0 to 1) of the time that `count` take one after the other. */
function turnOf(time: number, count: number): { turn: number; within: number } {
  const turn = Math.min(Math.floor(time * count), count - 1);
  return { turn, within: time * count - turn };
}

/** A single contribution is the whole gradient, so it is known even where it did not travel. */
function onlyArrival(graph: Graph, pass: number, tensor: string): ArrayJson | undefined {
  if (arrivalsOf(graph, pass, tensor).length !== 1) return undefined;
  return graph.passes.get(pass)?.pass.gradients?.[tensor];
}

/** Where `t` is between two times, from 0 to 1. */
export function share(t: number, from: number, to: number): number {
  return Math.min(Math.max((t - from) / (to - from), 0), 1);
}

function easeInOut(x: number): number {
  return x < 0.5 ? 4 * x ** 3 : 1 - (2 - 2 * x) ** 3 / 2;
}
