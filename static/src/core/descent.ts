/** A step against the gradient: where it leads, or why none can be taken. */
import type { ArrayJson, Num } from "./document.ts";
import { frame } from "./frame.ts";
import { displayName, type Graph, isFull, sourceText } from "./graph.ts";
import { formatNumber, fromNumber, shapeText, toNumber } from "./number.ts";

export interface Descent {
  /** By tensor id: its elements after the step, row-major. */
  values: ReadonlyMap<string, readonly number[]>;
  /** The number that is to become less, as it is before the step. */
  loss: Loss;
  /** How large it would be after the step if no slope changed on the way. */
  foretold: number;
}

interface Loss {
  tensor: string;
  name: string;
  value: number;
}

/**
 * Move tensors by −rate · gradient.
 * @param graph a graph in which no op is opened
 * @param moment how far it is seen: a gradient that has not arrived by then moves nothing
 * @param ids leaves; one that the pass does not reach has no gradient, and stays
 * @returns a sentence where there is no step to take
 */
export function descend(
  graph: Graph,
  moment: { step: number; t: number },
  ids: readonly string[],
  rate: number,
): Descent | string {
  const start = startOf(graph);
  if (typeof start === "string") return start;
  const { pass, loss } = start;
  const { gradients = {} } = graph.passes.get(pass)?.pass ?? {};
  const reached = ids.filter((id) => gradients[id] !== undefined);
  if (reached.length === 0) return `No gradient of ${loss.name} reaches what would be moved.`;
  const seen = frame(graph, moment.step, moment.t, pass);
  if (!reached.every((id) => seen.tensors.get(id)?.ledger === "complete"))
    return "At this step of the playback the gradients are not computed yet. The key End leads to where they are.";
  const values = new Map<string, readonly number[]>();
  let steepness = 0;
  for (const id of reached) {
    const slopes = numbersOf(gradients[id]);
    const next = numbersOf(graph.tensors.get(id)?.value).map(
      (value, k) => value - rate * (slopes[k] ?? Number.NaN),
    );
    const fault = faultOf(displayName(graph, id), slopes, next);
    if (fault !== null) return fault;
    values.set(id, next);
    steepness += slopes.reduce((sum, slope) => sum + slope * slope, 0);
  }
  if (steepness === 0)
    return `Every gradient is 0, so a step moves nothing: ${loss.name} is flat here.`;
  const foretold = loss.value - rate * steepness;
  return { values, loss, foretold };
}

function faultOf(name: string, slopes: readonly number[], next: readonly number[]): string | null {
  if (slopes.some(Number.isNaN))
    return `The gradient of ${name} holds NaN, which says nothing about the way to go.`;
  if (!slopes.every(Number.isFinite))
    return `The gradient of ${name} is infinite, which says nothing about how far to go.`;
  if (!next.every(Number.isFinite))
    return `This step would move ${name} beyond the largest float64. Try a smaller rate.`;
  return null;
}

function numbersOf(array: ArrayJson | undefined): number[] {
  return array && isFull(array) ? array.data.map(toNumber) : [];
}

/** The one backward pass and the number that it started from, or why there is none. */
function startOf(graph: Graph): { pass: number; loss: Loss } | string {
  const reverse = [...graph.passes.values()].filter(({ pass }) => pass.mode === "reverse");
  const output = graph.tensors.get(reverse[0]?.pass.output ?? graph.document.output ?? "");
  if (!output) return "There is no gradient, since the program computes nothing.";
  const name = displayName(graph, output.id);
  if (output.shape.some((side) => side !== 1))
    return `There is no single number to make less: ${name} has the shape ${shapeText(output.shape)}. Reduce it, for instance with sum(${name}).`;
  if (reverse.length > 1)
    return `The program runs ${reverse.length} backward passes, and a step follows the gradient of one.`;
  const { pass } = reverse[0] ?? {};
  if (!pass) return `No backward pass ran, so there is no gradient of ${name}.`;
  const [value = Number.NaN] = numbersOf(output.value);
  return { pass: pass.index, loss: { tensor: output.id, name, value } };
}

/** What came of a step: "loss 4 → 3.2. The slopes foretold 3." */
export function tellDescent({ loss, foretold }: Descent, after: Num): string {
  const change = `${loss.name} ${formatNumber(fromNumber(loss.value))} → ${formatNumber(after)}`;
  const reached = toNumber(after);
  if (!Number.isFinite(reached))
    return `${change}: the step went too far. Undo it, and try a smaller rate.`;
  if (reached > loss.value)
    return `${change}: it grew, since the step went farther than the slopes hold. Try a smaller rate.`;
  const guess = Number.isFinite(foretold) ? ` The slopes foretold ${formatNumber(foretold)}.` : "";
  return `${change}.${guess}`;
}

/** Words that take numbers as they are written. */
const leafWords =
  /^(param|Parameter|input|target|constant|tensor|as_tensor|array|asarray|Value|float)$/;

/** Whether a leaf stands in the program as numbers; else something there computes or draws them. */
export function isWritten(graph: Graph, id: string): boolean {
  const text = sourceText(graph, graph.tensors.get(id)?.span);
  return [...text.matchAll(/(\w+)\s*\(/g)].every(([, word = ""]) => leafWords.test(word));
}
