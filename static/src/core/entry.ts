/** What the list says of a tensor or an op at one moment, in words and numbers. */
import type { ArrayJson, Num, Role } from "./document.ts";
import type { Frame, OpState, TensorState } from "./frame.ts";
import { contributionOf, displayName, type Graph, isFull } from "./graph.ts";
import { inWords } from "./narration.ts";
import { list, nounOf, scalarOf, spokenName } from "./spoken.ts";
import { nested, type Nested } from "./nesting.ts";
import { formatNumber, shapeText, toNumber } from "./number.ts";

/** An entry of the list. */
export interface Entry {
  name: string;
  /** What it is: "parameter, 3 × 2", or the formula of an op in words. */
  what: string;
  /** The value, or whether the op has run. */
  forward: string;
  /** The gradient, or what the op has sent. */
  backward: string;
}

/** Most elements that are read one by one. */
const FEW = 9;

const roles: Record<Role, string> = {
  input: "input",
  parameter: "parameter",
  target: "target",
  constant: "constant",
  intermediate: "result",
  output: "output",
};

export function entryOf(graph: Graph, frame: Frame, id: string): Entry {
  const op = graph.ops.get(id);
  if (op) {
    const state = frame.ops.get(id) ?? "idle";
    return {
      name: nounOf(graph, op),
      what: inWords(graph, op),
      forward: run[state],
      backward: sending[state] ?? sentText(graph, frame.pass, id),
    };
  }
  const tensor = graph.tensors.get(id);
  const state = frame.tensors.get(id);
  return {
    name: displayName(graph, id),
    what: `${roles[tensor?.role ?? "intermediate"]}, ${sizeText(tensor?.shape ?? [])}`,
    forward: state?.value ? arrayText(state.value) : "not computed yet",
    backward: state ? gradientText(state) : "",
  };
}

/** A shape that is not taken for a number when it is heard. */
function sizeText(shape: readonly number[]): string {
  const [length] = shape;
  return shape.length === 1 ? `${length} element${length === 1 ? "" : "s"}` : shapeText(shape);
}

const run: Record<OpState, string> = {
  idle: "waits for its inputs",
  "ready-forward": "may run now",
  "firing-forward": "runs now",
  fired: "has run",
  "ready-backward": "has run",
  "firing-backward": "has run",
  done: "has run",
};

/** Absent where it has sent what it had to send. */
const sending: Partial<Record<OpState, string>> = {
  idle: "",
  "ready-forward": "",
  "firing-forward": "",
  fired: "has sent nothing back",
  "ready-backward": "may send back now",
  "firing-backward": "sends back now",
};

/** "has sent 3 to x and 2 to y" */
function sentText(graph: Graph, pass: number, op: string): string {
  const inputs = graph.ops.get(op)?.inputs ?? [];
  const sent = inputs.flatMap((tensor, slot) => {
    const array = contributionOf(graph, pass, op, slot);
    if (array === undefined) return [];
    const number = scalarOf(array);
    return `${number === null ? "" : `${number} to `}${spokenName(graph, tensor)}`;
  });
  if (sent.length === 0) return "has sent back";
  const numbers = sent.every((text) => text.includes(" to "));
  return `has sent ${numbers ? "" : "back to "}${list(sent)}`;
}

function gradientText({ ledger, arrived, expected, gradient }: TensorState): string {
  const count = `${arrived} of ${expected} contributions`;
  const sum = gradient && arrayText(gradient);
  switch (ledger) {
    case "none":
      return "none comes here";
    case "ahead":
      return "not computed yet";
    case "waiting":
      return expected === 1 ? "not computed yet" : `${count} arrived`;
    case "partial":
      return `${count} arrived${sum ? `: ${sum}` : ""}`;
    case "complete":
      return sum ?? "computed";
  }
}

/** All elements where they are few: "[1, −0.5]"; else between what they lie. */
export function arrayText(array: ArrayJson): string {
  if (!isFull(array)) {
    const { min, max, mean, nan, inf } = array.summary;
    const broken = nan + inf > 0 ? `, ${nan + inf} of them NaN or infinite` : "";
    return `from ${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}${broken}`;
  }
  const { data, shape } = array;
  if (data.length === 0) return "no elements";
  if (shape.length === 0) return formatNumber(data[0] ?? 0);
  if (data.length <= FEW) return written(nested(data, shape));
  const numbers = data.map((num: Num) => toNumber(num));
  const finite = numbers.filter(Number.isFinite);
  const broken = numbers.length - finite.length;
  const range =
    finite.length > 0
      ? `from ${formatNumber(Math.min(...finite))} to ${formatNumber(Math.max(...finite))}`
      : "no finite number";
  return `${range}${broken > 0 ? `, ${broken} of them NaN or infinite` : ""}`;
}

function written(elements: Nested): string {
  return typeof elements === "number"
    ? formatNumber(elements, 3)
    : `[${elements.map(written).join(", ")}]`;
}
