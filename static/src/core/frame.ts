import type { ArrayJson } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph, isUnused } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";
import { indexLedgers, type Ledgers, type TensorState } from "./ledger.ts";

export type { TensorState };

/**
 * Everything that is seen at one moment: a pure function of document, step and time within the
 * step. Playing, pausing, scrubbing, stepping back and the still of a link are the same call.
 */
export interface Frame {
  /** Index into document.steps of the step in progress; `steps.length` when all is done. */
  step: number;
  /** 0 when the step begins, 1 when it is done. */
  t: number;
  /** Pass that is shown: its gradients are the ones in the tensors. */
  pass: number;
  tensors: ReadonlyMap<string, TensorState>;
  ops: ReadonlyMap<string, OpState>;
  /** What moves now; at most one thing. */
  travel: Travel | null;
}

/** "ready": its turn could come now, all that it needs is there. */
export type OpState =
  | "idle"
  | "ready-forward"
  | "firing-forward"
  | "fired"
  | "ready-backward"
  | "firing-backward"
  | "done";

export interface Travel {
  /** Edge key, see layout/scene.ts. */
  edge: string;
  /** Forward data goes along the edge's forward direction, a contribution against it. */
  kind: "forward" | "contribution";
  /** 0..1 from where it starts to where it lands. */
  position: number;
  /** What it carries. */
  array?: ArrayJson;
}

/** Share of a forward step after which the op has fired, and after which its result has arrived. */
const FIRED = 0.3;
const LANDED = 0.8;

/**
 * The frame at row `step` of `document.steps` and time `t` within it. `pass` chooses whose gradients
 * are shown; by default the last backward pass that has begun, or the first one before any has.
 * States are looked up when asked for, and a state that does not change keeps its identity.
 */
export function frame(graph: Graph, step: number, t: number, pass?: number): Frame {
  const { steps } = graph.document;
  const row = Math.min(Math.max(Math.floor(step), 0), steps.length);
  const moment = {
    row,
    t: row === steps.length ? 0 : Math.min(Math.max(t, 0), 1),
    pass: pass ?? shownPass(graph, row),
  };
  const ledgers = ledgersOf(graph);
  return {
    step: moment.row,
    t: moment.t,
    pass: moment.pass,
    tensors: new LazyMap(graph.tensors, (id) => tensorState(ledgers, graph, id, moment)),
    ops: new LazyMap(graph.ops, (id) => opState(ledgers, id, moment)),
    travel: travelAt(graph, moment),
  };
}

interface Moment {
  row: number;
  t: number;
  pass: number;
}

const indexed = new WeakMap<Graph, Ledgers>();

function ledgersOf(graph: Graph): Ledgers {
  let ledgers = indexed.get(graph);
  if (ledgers === undefined) indexed.set(graph, (ledgers = indexLedgers(graph)));
  return ledgers;
}

function shownPass(graph: Graph, row: number): number {
  const backward = [...graph.passes.values()].filter(({ pass }) => pass.mode !== "forward");
  const begun = backward.findLast(({ start }) => start <= row && start < Infinity);
  return (begun ?? backward[0])?.pass.index ?? 0;
}

function tensorState(ledgers: Ledgers, graph: Graph, id: string, moment: Moment): TensorState {
  const { row, t, pass } = moment;
  const valueRow = graph.valueSteps.get(id) ?? Infinity;
  const rows = ledgers.rows(pass, id);
  let arrived = countBefore(rows, row);
  if (rows[arrived] === row && t >= LANDED) arrived++;
  const begun = row >= (graph.passes.get(pass)?.start ?? 0);
  if (row !== valueRow) return ledgers.state(pass, id, row > valueRow, arrived, begun);
  const filled = easeOut(graph.document.steps[row]?.[1] !== "forward" ? t : share(t, LANDED, 1));
  const settled = ledgers.state(pass, id, filled > 0, arrived, begun);
  return filled > 0 ? { ...settled, filled } : settled;
}

function opState(ledgers: Ledgers, id: string, { row, pass }: Moment): OpState {
  const { forward, ready } = ledgers.forward(id);
  if (row < forward) return row > ready ? "ready-forward" : "idle";
  if (row === forward) return "firing-forward";
  const backward = ledgers.backward(pass, id);
  if (backward === undefined || row <= backward.ready) return "fired";
  if (row < backward.first) return "ready-backward";
  return row <= backward.last ? "firing-backward" : "done";
}

function travelAt(graph: Graph, { row, t }: Moment): Travel | null {
  const [pass, kind, op, tensor, slot] = graph.document.steps[row] ?? [];
  if (op == null || pass === undefined) return null;
  if (kind === "forward" && t >= FIRED) {
    const { outputs = [] } = graph.ops.get(op) ?? {};
    // Of several results one is seen to travel: the first of which something comes.
    const used = Math.max(
      0,
      outputs.findIndex((output) => !isUnused(graph, output)),
    );
    const array = graph.tensors.get(outputs[used] ?? "")?.value;
    const position = easeInOut(share(t, FIRED, LANDED));
    return { edge: edgeKey(op, used, "out"), kind: "forward", position, ...(array && { array }) };
  }
  if (kind !== "contribution" || tensor == null || slot == null) return null;
  const array = contributionOf(graph, pass, op, slot) ?? onlyArrival(graph, pass, tensor);
  const position = easeInOut(share(t, 0, LANDED));
  return { edge: edgeKey(op, slot, "in"), kind: "contribution", position, ...(array && { array }) };
}

/** A single contribution is the whole gradient, so it is known even where it did not travel. */
function onlyArrival(graph: Graph, pass: number, tensor: string): ArrayJson | undefined {
  if (arrivalsOf(graph, pass, tensor).length !== 1) return undefined;
  return graph.passes.get(pass)?.pass.gradients?.[tensor];
}

/** How many of the ascending numbers are below `limit`. */
function countBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function share(t: number, from: number, to: number): number {
  return Math.min(Math.max((t - from) / (to - from), 0), 1);
}

function easeInOut(x: number): number {
  return x < 0.5 ? 4 * x ** 3 : 1 - (2 - 2 * x) ** 3 / 2;
}

function easeOut(x: number): number {
  return 1 - (1 - x) ** 3;
}

/** The keys of one map with values made when they are asked for. */
class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #keys: ReadonlyMap<string, unknown>;
  readonly #make: (id: string) => V;

  constructor(keys: ReadonlyMap<string, unknown>, make: (id: string) => V) {
    this.#keys = keys;
    this.#make = make;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(id: string): boolean {
    return this.#keys.has(id);
  }

  get(id: string): V | undefined {
    return this.#keys.has(id) ? this.#make(id) : undefined;
  }

  keys(): MapIterator<string> {
    return this.#keys.keys();
  }

  *entries(): MapIterator<[string, V]> {
    for (const id of this.#keys.keys()) yield [id, this.#make(id)];
  }

  *values(): MapIterator<V> {
    for (const id of this.#keys.keys()) yield this.#make(id);
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, id: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [id, value] of this) visit(value, id, this);
  }
}
