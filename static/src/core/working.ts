/** How the first element of a contribution comes about: the numbers that its formula is fed with. */
import type { ArrayJson, Num, Op } from "./document.ts";
import { contributionOf, type Graph, isFull } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";

/**
 * "formula": the op's own backward formula, with these numbers in the places of its tensors.
 * "sum": products of a gradient and a number, of which the first few are written out.
 */
export type Working =
  | { kind: "formula"; values: readonly Num[]; gradients: readonly Num[]; results: readonly Num[] }
  | { kind: "sum"; products: readonly (readonly Num[])[]; count: number };

/** Products of a sum that are written out. */
const WRITTEN = 3;

/**
 * The numbers behind the first element of what `op` sends to its input in `slot`; null where they do
 * not travel with the document, and for an op that is no matter of a few products.
 */
export function workingOf(graph: Graph, pass: number, op: Op, slot: number): Working | null {
  const sent = fullOf(contributionOf(graph, pass, op.id, slot));
  const [output = ""] = op.outputs;
  const gradient = fullOf(graph.passes.get(pass)?.pass.gradients?.[output]);
  if (!sent || !gradient || sent.data.length === 0 || gradient.data.length === 0) return null;
  const local = fullOf(graph.edges.get(edgeKey(op.id, slot, "in"))?.local);
  if (local) {
    if (sent.data.length === gradient.data.length) return elementwise(graph, op, gradient.data);
    return sumOf(copiesOf(gradient.shape, sent.shape), (k) => [gradient.data[k], local.data[k]]);
  }
  if (op.op === "matmul" || op.op === "dot") return matrixProduct(graph, op, slot, gradient.data);
  if (op.op === "mean" && gradient.data[0] !== undefined) {
    const share = gradient.data.length / sent.data.length;
    return { kind: "sum", products: [[gradient.data[0], share]], count: 1 };
  }
  return null;
}

/** The first element of everything; where an operand is broadcast, its first is still the first. */
function elementwise(graph: Graph, op: Op, gradient: readonly Num[]): Working | null {
  const firsts = (ids: readonly string[]): Num[] =>
    ids.flatMap((id) => fullOf(graph.tensors.get(id)?.value)?.data[0] ?? []);
  const [values, results] = [firsts(op.inputs), firsts(op.outputs)];
  if (values.length < op.inputs.length || results.length === 0) return null;
  return { kind: "formula", values, gradients: gradient.slice(0, 1), results };
}

/** Rows times columns: a gets the gradient's first row by b's, b gets a's first column by it. */
function matrixProduct(
  graph: Graph,
  op: Op,
  slot: number,
  gradient: readonly Num[],
): Working | null {
  const [a, b] = op.inputs.map((id) => fullOf(graph.tensors.get(id)?.value));
  if (!a || !b || a.shape.length * b.shape.length === 0) return null;
  if (a.shape.length > 2 || b.shape.length > 2) return null;
  const rows = a.shape.length === 2 ? (a.shape[0] ?? 0) : 1;
  const inner = a.shape.at(-1) ?? 0;
  const columns = b.shape.length === 2 ? (b.shape[1] ?? 0) : 1;
  return slot === 0
    ? sumOf(range(columns), (j) => [gradient[j], b.data[j]])
    : sumOf(range(rows), (i) => [a.data[i * inner], gradient[i * columns]]);
}

function sumOf(
  places: readonly number[],
  factors: (place: number) => readonly (Num | undefined)[],
): Working | null {
  const products = places.slice(0, WRITTEN).map(factors);
  const known = products.map((product) => product.filter((factor) => factor !== undefined));
  if (known.length === 0 || known.some(({ length }) => length < 2)) return null;
  return { kind: "sum", products: known, count: places.length };
}

/** The flat places in `shape` whose elements were all copied from the first one of `from`. */
function copiesOf(shape: readonly number[], from: readonly number[]): number[] {
  const lead = shape.length - from.length;
  let places = [0];
  shape.forEach((length, axis) => {
    const copied = axis < lead || from[axis - lead] === 1;
    const steps = copied ? range(length) : [0];
    places = places.flatMap((place) => steps.map((step) => place * length + step));
  });
  return places;
}

function fullOf(array: ArrayJson | undefined) {
  return array && isFull(array) ? array : null;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
