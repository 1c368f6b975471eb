/** All ways on which a gradient comes back to a tensor, each with its product of local derivatives. */
import type { Num } from "./document.ts";
import { arrivalsOf, displayName, type Graph, isFull, type PassIndex } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";
import { fromNumber, shapeText, toNumber } from "./number.ts";

/** From a tensor through an op to what the op made of it. */
export interface PathStep {
  tensor: string;
  op: string;
  slot: number;
  /** Place of the result among the op's outputs. */
  output: number;
  made: string;
  /** The derivative of what was made by the tensor; null where it is not one number. */
  factor: Num | null;
}

export interface Path {
  steps: readonly PathStep[];
  /** How many steps, from the first on, are those of the path before it. */
  shared: number;
  /** Null where a factor is not one number. */
  product: Num | null;
}

export interface Paths {
  /** The tensor that they lead to. */
  output: string;
  /** How many there are: the number may be beyond all telling, so it is exact. */
  count: bigint;
  /** The first of them, in the order of the program. */
  listed: readonly Path[];
  /** The products of all paths, listed or not; null where one is not one number. */
  sum: Num | null;
  /** Why there are no products: the first thing on the way that has no single number. */
  obstacle: Obstacle | null;
  /** Keys of all edges that lie on a path. */
  edges: ReadonlySet<string>;
}

export type Obstacle =
  | { kind: "tensor"; tensor: string }
  | { kind: "op"; op: string }
  | { kind: "late"; op: string };

/** Beyond so many, paths are counted and not listed. */
export const MOST_LISTED = 50;
/** Local derivatives travel for so many ops. */
const TOLD = 2_000;

/**
 * The paths from a tensor to the output of a reverse pass, on which contributions came back. Of one
 * that this pass does not reach there are none; from the output to itself there is one, of no steps.
 */
export function pathsOf(graph: Graph, pass: number, tensor: string): Paths | null {
  const index = graph.passes.get(pass);
  const output = index?.pass.output;
  if (!index || index.pass.mode !== "reverse" || output === undefined) return null;
  const web = weave(graph, index, output);
  const reached = between(web, tensor);
  return {
    output,
    count: web.counts.get(tensor) ?? 0n,
    listed: list(web, tensor),
    sum: web.sums.get(tensor) ?? null,
    obstacle: obstacleOn(graph, reached),
    edges: new Set(reached.flatMap(edgesOf)),
  };
}

/** Keys of the edges of a path's steps. */
export function edgesOf({ op, slot, output }: Pick<PathStep, "op" | "slot" | "output">): string[] {
  return [edgeKey(op, slot, "in"), edgeKey(op, output, "out")];
}

/** Why a product cannot be had, in a sentence. */
export function obstacleText(graph: Graph, obstacle: Obstacle): string {
  if (obstacle.kind === "tensor") {
    const { shape = [] } = graph.tensors.get(obstacle.tensor) ?? {};
    const name = displayName(graph, obstacle.tensor);
    return `The local derivatives along a path have a product where every tensor on it is a single number; ${name} has the shape ${shapeText(shape)}.`;
  }
  const { op = obstacle.op } = graph.ops.get(obstacle.op) ?? {};
  const title = graph.document.titles[op] ?? op;
  if (obstacle.kind === "late")
    return `Local derivatives travel for the first 2,000 ops; the ${title} comes later.`;
  return `The local derivatives along a path have a product where each of them is a single number; the ${title} is not elementwise.`;
}

/** What leads to the output, for every tensor that the pass reaches. */
interface Web {
  output: string;
  /** By tensor id: the next steps that lead to the output, in the order of the program. */
  steps: ReadonlyMap<string, readonly PathStep[]>;
  counts: ReadonlyMap<string, bigint>;
  sums: ReadonlyMap<string, Num | null>;
}

const webs = new WeakMap<Graph, Map<PassIndex, Web>>();

/** From the output back, each op after all that its results go into: no path is walked twice. */
function weave(graph: Graph, index: PassIndex, output: string): Web {
  const known = webs.get(graph) ?? new Map<PassIndex, Web>();
  webs.set(graph, known);
  const woven = known.get(index);
  if (woven) return woven;
  const steps = new Map<string, PathStep[]>();
  const counts = new Map([[output, 1n]]);
  const sums = new Map<string, Num | null>([[output, 1]]);
  for (const op of graph.document.ops.toReversed()) {
    if (!index.fires.has(op.id)) continue;
    const found = op.inputs.flatMap((tensor, slot) =>
      tensor !== output && sends(graph, index, op.id, tensor, slot)
        ? op.outputs.flatMap((made, place) => {
            const factor = factorOf(graph, op.id, tensor, slot, made);
            return counts.has(made)
              ? [{ tensor, op: op.id, slot, output: place, made, factor }]
              : [];
          })
        : [],
    );
    for (const step of found) {
      const { tensor, made, factor } = step;
      counts.set(tensor, (counts.get(tensor) ?? 0n) + (counts.get(made) ?? 0n));
      const [before, after] = [sums.get(tensor), sums.get(made) ?? null];
      const isTold = before !== null && after !== null && factor !== null;
      const product = isTold ? toNumber(factor) * toNumber(after) : 0;
      sums.set(tensor, isTold ? fromNumber(toNumber(before ?? 0) + product) : null);
    }
    // Ops are walked from the last to the first, their slots from the first to the last.
    for (const tensor of new Set(found.map((step) => step.tensor))) {
      const own = found.filter((step) => step.tensor === tensor);
      steps.set(tensor, [...own, ...(steps.get(tensor) ?? [])]);
    }
  }
  const web = { output, steps, counts, sums };
  known.set(index, web);
  return web;
}

function sends(
  graph: Graph,
  { pass }: PassIndex,
  op: string,
  tensor: string,
  slot: number,
): boolean {
  return arrivalsOf(graph, pass.index, tensor).some((one) => one.op === op && one.slot === slot);
}

function factorOf(
  graph: Graph,
  op: string,
  tensor: string,
  slot: number,
  made: string,
): Num | null {
  const isNumber = (id: string): boolean => graph.tensors.get(id)?.shape.length === 0;
  const local = graph.edges.get(edgeKey(op, slot, "in"))?.local;
  if (!local || !isFull(local) || !isNumber(tensor) || !isNumber(made)) return null;
  return local.data[0] ?? null;
}

/** All steps that lie on a path from a tensor, those nearer to it first. */
function between({ steps }: Web, tensor: string): PathStep[] {
  const [seen, waiting, found] = [new Set([tensor]), [tensor], [] as PathStep[]];
  for (const id of waiting) {
    for (const step of steps.get(id) ?? []) {
      found.push(step);
      if (seen.has(step.made)) continue;
      seen.add(step.made);
      waiting.push(step.made);
    }
  }
  return found;
}

/** The first paths, one branch after the other, so that neighbours share as much as they can. */
function list({ steps, counts, output }: Web, tensor: string): Path[] {
  const found: Path[] = [];
  if (!counts.has(tensor)) return found;
  const way: PathStep[] = [];
  /** By depth: which of the next steps is to be taken. */
  const turns = [0];
  let shared = 0;
  while (turns.length > 0 && found.length < MOST_LISTED) {
    const here = way.at(-1)?.made ?? tensor;
    const turn = turns.at(-1) ?? 0;
    const next = here === output ? undefined : steps.get(here)?.[turn];
    if (next !== undefined) {
      turns[turns.length - 1] = turn + 1;
      way.push(next);
      turns.push(0);
      continue;
    }
    if (here === output) {
      found.push({ steps: [...way], shared, product: productOf(way) });
      shared = way.length;
    }
    turns.pop();
    way.pop();
    shared = Math.min(shared, way.length);
  }
  return found;
}

function productOf(steps: readonly PathStep[]): Num | null {
  if (steps.some(({ factor }) => factor === null)) return null;
  return fromNumber(steps.reduce((product, { factor }) => product * toNumber(factor ?? 1), 1));
}

function obstacleOn(graph: Graph, steps: readonly PathStep[]): Obstacle | null {
  const ids = steps.flatMap(({ tensor, made }) => [tensor, made]);
  const tensor = ids.find((id) => (graph.tensors.get(id)?.shape.length ?? 0) > 0);
  if (tensor !== undefined) return { kind: "tensor", tensor };
  const op = steps.find(({ factor }) => factor === null)?.op;
  if (op === undefined) return null;
  const isLate = graph.document.ops.findIndex(({ id }) => id === op) >= TOLD;
  return { kind: isLate ? "late" : "op", op };
}
