/** The settled states between the events of the graph: what has been computed, what has arrived. */
import type { ArrayJson, FullArray, Num } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph, isFull } from "./graph.ts";
import { fromNumber, toNumber } from "./number.ts";

/** What one tensor shows at one moment. */
export interface TensorState {
  /** Absent until computed, then the document's value. */
  value?: ArrayJson;
  /** 0..1 while the value is filling in, 1 afterwards. */
  filled: number;
  /**
   * Sum of the contributions that have arrived in this pass; absent until the first, and until the
   * last where the document carries summaries instead of all elements.
   */
  gradient?: ArrayJson;
  /** "none": the pass does not reach it; "ahead": it has not begun; the others count arrivals. */
  ledger: "none" | "ahead" | "waiting" | "partial" | "complete";
  /** Contributions that have arrived, of how many this pass sends to it; the seed counts as one. */
  arrived: number;
  expected: number;
}

/** Rows of `document.steps` at which an op runs: Infinity where it never does. */
export interface ForwardRows {
  /** The row after which all inputs have their values; -1 for an op without inputs. */
  ready: number;
  forward: number;
}

export interface BackwardRows {
  /** The row after which the gradients of all its outputs are complete. */
  ready: number;
  /** The row in which it fires, and the row of its last contribution. */
  first: number;
  last: number;
}

export interface Ledgers {
  forward(op: string): ForwardRows;
  /** Undefined where the pass does not come by. */
  backward(pass: number, op: string): BackwardRows | undefined;
  /** Rows at which something arrives at a tensor in a pass, its seed included, ascending. */
  rows(pass: number, tensor: string): readonly number[];
  /** The state after so many arrivals in a pass that has begun or not; the same object whenever nothing differs. */
  state(
    pass: number,
    tensor: string,
    computed: boolean,
    arrived: number,
    begun: boolean,
  ): TensorState;
}

export function indexLedgers(graph: Graph): Ledgers {
  const states = new Map<string, Map<number, TensorState>>();
  const sums = new RunningSums(graph);
  const backward = new Map(
    [...graph.passes.keys()].map((pass) => [pass, backwardRows(graph, pass)]),
  );
  const forward = forwardRows(graph);
  const arrivalRows = new Map(
    [...graph.passes.keys()].map((pass) => [pass, rowsByTensor(graph, pass)]),
  );
  const rows = (pass: number, tensor: string) => arrivalRows.get(pass)?.get(tensor) ?? [];
  return {
    rows,
    forward: (op) => forward.get(op) ?? { ready: Infinity, forward: Infinity },
    backward: (pass, op) => backward.get(pass)?.get(op),
    state(pass, tensor, computed, arrived, begun) {
      const expected = rows(pass, tensor).length;
      const moment = (pass * graph.document.steps.length + arrived) * 2 + Number(begun);
      // All passes that send a tensor nothing leave it in the same state.
      const key = 2 * (expected === 0 ? -1 : moment) + Number(computed);
      let known = states.get(tensor);
      if (known === undefined) states.set(tensor, (known = new Map()));
      let state = known.get(key);
      if (state === undefined) {
        state = makeState(graph, sums, pass, tensor, computed, arrived, expected, begun);
        known.set(key, state);
      }
      return state;
    },
  };
}

function forwardRows(graph: Graph): Map<string, ForwardRows> {
  const rows = new Map<string, ForwardRows>();
  graph.document.steps.forEach(([, kind, op], row) => {
    if (kind === "forward" && op !== null) rows.set(op, { ready: row, forward: row });
  });
  for (const op of graph.document.ops) {
    const known = op.inputs.map((input) => graph.valueSteps.get(input) ?? Infinity);
    const ready = Math.max(-1, ...known);
    rows.set(op.id, { ready, forward: rows.get(op.id)?.forward ?? Infinity });
  }
  return rows;
}

function rowsByTensor(graph: Graph, pass: number): Map<string, readonly number[]> {
  const index = graph.passes.get(pass);
  const rows = new Map<string, number[]>();
  for (const [tensor, row] of index?.seeds ?? []) rows.set(tensor, [row]);
  for (const [tensor, arrivals] of index?.arrivals ?? [])
    rows.set(tensor, [...(rows.get(tensor) ?? []), ...arrivals.map(({ step }) => step)]);
  return rows;
}

function backwardRows(graph: Graph, pass: number): Map<string, BackwardRows> {
  const index = graph.passes.get(pass);
  const result = new Map<string, BackwardRows>();
  if (index === undefined || index.pass.mode === "forward") return result;
  const complete = rowsByTensor(graph, pass);
  for (const [op, first] of index.fires) {
    const outputs = graph.ops.get(op)?.outputs ?? [];
    const ready = Math.max(...outputs.map((output) => complete.get(output)?.at(-1) ?? -1), -1);
    result.set(op, { ready, first, last: first });
  }
  for (const arrivals of index.arrivals.values())
    for (const { op, step } of arrivals) {
      const rows = result.get(op);
      if (rows) rows.last = Math.max(rows.last, step);
    }
  return result;
}

function makeState(
  graph: Graph,
  sums: RunningSums,
  pass: number,
  tensor: string,
  computed: boolean,
  arrived: number,
  expected: number,
  begun: boolean,
): TensorState {
  const value = computed ? graph.tensors.get(tensor)?.value : undefined;
  const gradient =
    arrived === 0
      ? undefined
      : arrived === expected
        ? graph.passes.get(pass)?.pass.gradients?.[tensor]
        : sums.after(arrived, pass, tensor);
  return {
    filled: computed ? 1 : 0,
    ledger: ledgerOf(arrived, expected, begun),
    arrived,
    expected,
    ...(value && { value }),
    ...(gradient && { gradient }),
  };
}

function ledgerOf(arrived: number, expected: number, begun: boolean): TensorState["ledger"] {
  if (expected === 0) return "none";
  if (!begun) return "ahead";
  if (arrived === 0) return "waiting";
  return arrived < expected ? "partial" : "complete";
}

/** Running sums of what a pass sends to a tensor, made as far as somebody has looked. */
class RunningSums {
  readonly #graph: Graph;
  readonly #sums = new Map<string, (FullArray | undefined)[]>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Sum of the first contributions, element by element; undefined if one is only summarized. */
  after(count: number, pass: number, tensor: string): FullArray | undefined {
    const key = `${pass}:${tensor}`;
    const sums = this.#sums.get(key) ?? [];
    this.#sums.set(key, sums);
    for (const { op, slot } of arrivalsOf(this.#graph, pass, tensor).slice(sums.length, count)) {
      const array = contributionOf(this.#graph, pass, op, slot);
      const full = array !== undefined && isFull(array) ? array : undefined;
      const before = sums.at(-1);
      sums.push(sums.length === 0 ? full : before && full && add(before, full));
    }
    return sums[count - 1];
  }
}

function add(first: FullArray, second: FullArray): FullArray {
  const data = first.data.map((num, index) =>
    fromNumber(toNumber(num) + toNumber(second.data[index] as Num)),
  );
  return { shape: first.shape, data };
}
