import { countBelow } from "./ascending.ts";
import type { Graph } from "./graph.ts";
import { indexLedgers, type Ledgers, type TensorState } from "./ledger.ts";
import { LANDED, LIGHTS_BACKWARD, lightsForward, share, type Travel, travelAt } from "./motion.ts";

export type { TensorState, Travel };

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

/** "ready": all that it needs is there, so its turn may come; these ops are the ready set. */
export type OpState =
  | "idle"
  | "ready-forward"
  | "firing-forward"
  | "fired"
  | "ready-backward"
  | "firing-backward"
  | "done";

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
    ops: new LazyMap(graph.ops, (id) => opState(ledgers, graph, id, moment)),
    travel: travelAt(graph, moment.row, moment.t),
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
  let arrived = countBelow(rows, row);
  if (rows[arrived] === row && t >= LANDED) arrived++;
  const begun = row >= (graph.passes.get(pass)?.start ?? 0);
  if (row !== valueRow) return ledgers.state(pass, id, row > valueRow, arrived, begun);
  const filled = easeOut(graph.document.steps[row]?.[1] !== "forward" ? t : share(t, LANDED, 1));
  const settled = ledgers.state(pass, id, filled > 0, arrived, begun);
  return filled > 0 ? { ...settled, filled } : settled;
}

function opState(ledgers: Ledgers, graph: Graph, id: string, { row, t, pass }: Moment): OpState {
  // What a row brings is there when the row is over.
  const over = t >= 1 ? row + 1 : row;
  const { forward, ready } = ledgers.forward(id);
  if (row < forward) return over > ready ? "ready-forward" : "idle";
  if (row === forward) return t < lightsForward(graph, id) ? "ready-forward" : "firing-forward";
  const backward = ledgers.backward(pass, id);
  if (backward === undefined) return "fired";
  if (row < backward.first) return over > backward.ready ? "ready-backward" : "fired";
  if (row === backward.first && t < LIGHTS_BACKWARD) return "ready-backward";
  return row <= backward.last ? "firing-backward" : "done";
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
