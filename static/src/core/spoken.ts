/** What tensors and ops are called in a sentence that is read aloud. */
import type { ArrayJson, Op, Tensor } from "./document.ts";
import { expressionOf, isName } from "./expression.ts";
import { displayName, type Graph, isFull } from "./graph.ts";
import { formatNumber, shapeText } from "./number.ts";
import { phrasesOf } from "./scalar/words.ts";

/** At most this many names in one list. */
const LISTED = 4;
/** An expression with more marks or more operations than these is heard no more, only read. */
const HEARD = { marks: 14, operations: 2 } as const;

const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");

/** "h", "3", "W @ x", and of what has no name and is long "the result of the second sum". */
export function spokenName(graph: Graph, id: string): string {
  const name = displayName(graph, id);
  const op = graph.ops.get(graph.tensors.get(id)?.source ?? "");
  if (op === undefined || isHeard(graph, id)) return name;
  const place = op.outputs.length > 1 ? `${ordinal(op.outputs.indexOf(id))} result` : "result";
  return `the ${place} of ${ordinalNoun(graph, op)}`;
}

/**
 * What an op's output is called beside its inputs: "the new x" where the program gave it the name of
 * one of them.
 */
export function spokenResult(graph: Graph, { inputs }: Op, id: string): string {
  const name = spokenName(graph, id);
  const isTaken = inputs.some((input) => spokenName(graph, input) === name);
  return isTaken ? `the new ${name}` : name;
}

/** Whether what the page writes for a tensor can be understood when it is only heard. */
export function isHeard(graph: Graph, id: string): boolean {
  const name = displayName(graph, id);
  if (graph.tensors.get(id)?.label || isName(name)) return true;
  const operations = name.match(/\*\*|[-−+*/@×÷·<>=]|[\p{L}\p{N}]\(/gu) ?? [];
  return (
    !name.includes("…") &&
    Array.from(name).length <= HEARD.marks &&
    operations.length <= HEARD.operations
  );
}

/** Whether it stands for a tensor by what made it. */
export function isPhrase(name: string): boolean {
  return /^(the|its) /.test(name);
}

/** An op in words: "product, W @ x". */
export function spokenOp(graph: Graph, op: Op): string {
  return `${nounOf(graph, op)}, ${expressionOf(op, (id) => displayName(graph, id))}`;
}

export function nounOf(graph: Graph, op: Op): string {
  return phrasesOf(graph, op)?.noun ?? titleOf(graph, op).slice("the ".length);
}

/** "the matrix product", "the k largest" */
export function titleOf({ document }: Graph, { op }: Op): string {
  const title = document.titles[op] ?? op.replaceAll("_", " ");
  return title.startsWith("the ") ? title : `the ${title}`;
}

interface Count {
  /** Which of its noun it is in its module, from 0. */
  index: number;
  /** How many there are. */
  of: { total: number };
}

const counted = new WeakMap<object, Map<string, Count>>();

/** "the sigmoid", "the second sum", "sum 12": counted in its module, outside of which modules speak. */
function ordinalNoun(graph: Graph, op: Op): string {
  let counts = counted.get(graph.form);
  if (counts === undefined) counted.set(graph.form, (counts = countNouns(graph)));
  const noun = nounOf(graph, op);
  const { index, of } = counts.get(op.id) ?? { index: 0, of: { total: 1 } };
  if (of.total === 1) return `the ${noun}`;
  return index < ORDINALS.length ? `the ${ordinal(index)} ${noun}` : `${noun} ${index + 1}`;
}

function countNouns(graph: Graph): Map<string, Count> {
  const totals = new Map<string, { total: number }>();
  const counts = new Map<string, Count>();
  for (const op of graph.document.ops) {
    const key = `${op.module ?? ""}:${nounOf(graph, op)}`;
    const of = totals.get(key) ?? { total: 0 };
    totals.set(key, of);
    counts.set(op.id, { index: of.total, of });
    of.total += 1;
  }
  return counts;
}

export function ordinal(index: number): string {
  return ORDINALS[index] ?? `${index + 1}th`;
}

/** "a number", "a vector of 3", "a matrix of 2 × 3" */
export function describe(tensor: Tensor | undefined): string {
  if (tensor === undefined) return "its result";
  const { shape } = tensor;
  if (shape.length === 0) return "a number";
  if (shape.length === 1) return `a vector of ${shape[0]}`;
  return `a ${shape.length === 2 ? "matrix" : "tensor"} of ${shapeText(shape)}`;
}

export function scalarOf(array: ArrayJson | undefined): string | null {
  if (array === undefined || !isFull(array) || array.shape.length > 0) return null;
  const [value] = array.data;
  return value === undefined ? null : formatNumber(value);
}

export function list(names: readonly string[]): string {
  const shown =
    names.length > LISTED
      ? [...names.slice(0, LISTED - 1), `${names.length - LISTED + 1} more`]
      : [...names];
  const last = shown.pop() ?? "nothing";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
