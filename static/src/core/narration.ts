/** One sentence for each stop, as a teacher would say it while pointing. */
import type { ArrayJson, Op, Tensor } from "./document.ts";
import { expressionOf, isName, operand } from "./expression.ts";
import { arrivalsOf, contributionOf, displayName, type Graph, isFull, isReached } from "./graph.ts";
import { formatNumber, shapeText } from "./number.ts";
import { PHRASES } from "./phrases.ts";
import { leavesOf, type Stop } from "./timeline.ts";

/** At most this many names in one list. */
const LISTED = 4;

/** What happens in a stop, in one sentence that can be read aloud. */
export function narrate(graph: Graph, stop: Stop): string {
  const op = stop.op === null ? undefined : graph.ops.get(stop.op);
  switch (stop.kind) {
    case "leaves":
      return narrateLeaves(graph, leavesOf(graph, stop));
    case "forward":
      return op === undefined ? "An operation runs." : narrateForward(graph, op);
    case "seed": {
      const name = stop.tensor === null ? "the output" : displayName(graph, stop.tensor);
      return `The backward pass starts at ${name}: its gradient with respect to itself is 1.`;
    }
    case "backward":
      return op === undefined
        ? "An operation fires."
        : `The ${nounOf(op)} has nothing to send back.`;
    case "contribution":
      return op === undefined ? "A contribution travels." : narrateContribution(graph, stop, op);
    case "update":
      return `The update gives ${stop.tensor === null ? "a leaf" : displayName(graph, stop.tensor)} its new value.`;
    case "end":
      return narrateEnd(graph);
  }
}

function narrateLeaves(graph: Graph, leaves: readonly string[]): string {
  const shown = leaves.filter((id) => graph.tensors.get(id)?.role !== "constant");
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) {
    const value = scalarOf(graph.tensors.get(only)?.value);
    const name = displayName(graph, only);
    return value === null
      ? `The program gives ${name} its value.`
      : `The program gives ${name} the value ${value}.`;
  }
  const names = (shown.length > 0 ? shown : leaves).map((id) => displayName(graph, id));
  return `The program gives ${list(names)} their values.`;
}

function narrateForward(graph: Graph, op: Op): string {
  const phrases = PHRASES[op.op];
  const names = op.inputs.map((id) => displayName(graph, id));
  const template =
    phrases?.makes ?? `${plainName(op)}${names.length > 0 ? ` of ${list(names)}` : ""}`;
  // A name keeps its case at the start of a sentence; a word takes a capital letter.
  const start = template.startsWith("{") ? template : capital(template);
  const makes = fill(start, operands(graph, op), op);
  const [output] = op.outputs;
  if (output === undefined) return `${makes} runs.`;
  const tensor = graph.tensors.get(output);
  const value = scalarOf(tensor?.value);
  if (tensor?.label) return `${makes} gives ${tensor.label}${value ? ` = ${value}` : ""}.`;
  return `${makes} gives ${value ?? describe(tensor)}.`;
}

function narrateContribution(graph: Graph, stop: Stop, op: Op): string {
  const { tensor, slot, pass } = stop;
  if (tensor === null || slot === null) return "A contribution travels.";
  const sent = contributionOf(graph, pass, op.id, slot);
  const arrivals = arrivalsOf(graph, pass, tensor);
  const number = arrivals.findIndex((arrival) => arrival.op === op.id && arrival.slot === slot) + 1;
  const count = `contribution ${number} of ${arrivals.length}`;
  const carried = scalarOf(sent) ?? "the result";
  const target = displayName(graph, tensor);
  const sum = number === arrivals.length && number > 1 ? gradientOf(graph, pass, tensor) : null;
  const together = sum === null ? "" : `, together ${sum}`;
  return `The ${nounOf(op)} ${backPhrase(graph, op, slot, sent)} and sends ${carried} to ${target}: ${count}${together}.`;
}

/** "multiplies the gradient of h by h(1 − h), element by element," */
function backPhrase(graph: Graph, op: Op, slot: number, sent: ArrayJson | undefined): string {
  const output = op.outputs[0];
  const gradient = `the gradient of ${output === undefined ? "its output" : displayName(graph, output)}`;
  const back = PHRASES[op.op]?.back;
  const phrase = back?.[slot] ?? back?.at(-1);
  if (phrase === undefined) return `turns ${gradient} into its share`;
  const shape = output === undefined ? undefined : graph.tensors.get(output)?.shape;
  const reduced =
    graph.edges.get(`${op.id}:${slot}:in`)?.local !== undefined &&
    sent !== undefined &&
    shape !== undefined &&
    size(sent.shape) < size(shape);
  const summed = reduced ? ", adds up what was broadcast," : "";
  const names = operands(graph, op);
  if (!phrase.startsWith("times "))
    return `${fill(phrase, { ...names, g: gradient }, op)}${summed}`;
  const factor = factorText(phrase.slice("times ".length), names, op);
  if (factor === "1") return `passes ${gradient} on${summed}`;
  if (factor === "−1") return `turns the sign of ${gradient}${summed}`;
  const each = shape !== undefined && shape.length > 0 ? ", element by element," : "";
  return `multiplies ${gradient} by ${factor}${reduced ? summed : each}`.replaceAll(",,", ",");
}

/** Names of the inputs by slot and of the output under "y", as they stand in a formula. */
type Names = Record<string, string>;

function operands(graph: Graph, op: Op): Names {
  const names: Names = { y: op.outputs[0] === undefined ? "y" : displayName(graph, op.outputs[0]) };
  op.inputs.forEach((id, slot) => {
    names[slot] = displayName(graph, id);
  });
  return names;
}

/** A factor in which whole expressions take letters: "y(1 − y), where y is sigmoid(b + a),". */
function factorText(template: string, names: Names, op: Op): string {
  const used = Object.keys(names).filter((key) => template.includes(`{${key}}`));
  const alone = /^\{\w+\}$/.test(template);
  if (alone || used.every((key) => isName(names[key] as string))) return fill(template, names, op);
  const letterOf = (key: string) =>
    key === "y" ? "y" : op.inputs.length === 1 ? "x" : ("abcdefgh"[Number(key)] ?? `x${key}`);
  const letters = Object.fromEntries(used.map((key) => [key, letterOf(key)]));
  const where = used
    .filter((key) => letters[key] !== names[key])
    .map((key) => `${letters[key]} is ${names[key]}`);
  return `${fill(template, letters, op)}, where ${list(where)},`;
}

function narrateEnd(graph: Graph): string {
  const { output } = graph.document;
  const failed = graph.document.diagnostics.some(({ severity }) => severity === "error");
  if (failed) return "Here the program stopped.";
  if (output === null) return "Nothing was computed.";
  const value = scalarOf(graph.tensors.get(output)?.value);
  const name = displayName(graph, output);
  const result = value === null ? `${name} is computed` : `${name} is ${value}`;
  return `${result}${gradientsText(graph)}.`;
}

/** What became of the gradients: those that are no numbers, and the leaves without one, are named. */
function gradientsText(graph: Graph): string {
  const reverse = graph.document.passes.filter(({ mode }) => mode === "reverse");
  if (reverse.length === 0) return "";
  const arrays = reverse.flatMap(({ gradients = {} }) => Object.entries(gradients));
  const broken = new Set(arrays.filter(([, array]) => !isFinite(array)).map(([id]) => id));
  const missed = graph.document.tensors.filter(
    ({ id, source, role, differentiable }) =>
      source == null &&
      role !== "constant" &&
      role !== "target" &&
      differentiable !== false &&
      !isReached(graph, id),
  );
  const named = (ids: Iterable<string>) => list([...ids].map((id) => displayName(graph, id)));
  const parts = [
    broken.size > 0
      ? `the gradient${broken.size > 1 ? "s" : ""} of ${named(broken)} ${broken.size > 1 ? "hold" : "holds"} NaN or infinity`
      : "",
    missed.length > 0 ? `no gradient reaches ${named(missed.map(({ id }) => id))}` : "",
  ].filter((part) => part !== "");
  if (parts.length > 0) return `; ${parts.join(", and ")}`;
  const output = graph.tensors.get(graph.document.output ?? "")?.value;
  return output && isFinite(output) ? ", and every gradient is known" : "";
}

/** Whether all elements are numbers between the infinities. */
function isFinite(array: ArrayJson): boolean {
  if (!isFull(array)) return array.summary.nan + array.summary.inf === 0;
  return array.data.every((num) => typeof num === "number");
}

/** An op in words: "product, W @ x". */
export function spokenOp(graph: Graph, op: Op): string {
  return `${nounOf(op)}, ${expressionOf(op, (id) => displayName(graph, id))}`;
}

function nounOf(op: Op): string {
  return PHRASES[op.op]?.noun ?? plainName(op);
}

/** The catalogue name as words: "log_softmax" becomes "log softmax". */
function plainName(op: Op): string {
  return op.op.replaceAll("_", " ");
}

/** Puts names and constants in their places; what is no single name gets parentheses. */
function fill(template: string, names: Names, op: Op): string {
  return template.replaceAll(
    /\{(\^?)(\w+)(-1)?\}/g,
    (_, raised: string, key: string, less?: string) => {
      const name = names[key];
      if (name !== undefined) return key === "g" ? name : operand(name);
      const constant = op.constants?.[key];
      if (typeof constant !== "number") return String(constant ?? key);
      const text = formatNumber(less === undefined ? constant : constant - 1);
      if (raised === "") return text;
      return text === "1" ? "" : superscript(text);
    },
  );
}

const RAISED: Readonly<Record<string, string>> = { "−": "⁻", ".": "·", e: "ᵉ" };

function superscript(text: string): string {
  return text
    .replaceAll(/\D/g, (mark) => RAISED[mark] ?? mark)
    .replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] as string);
}

function describe(tensor: Tensor | undefined): string {
  if (tensor === undefined) return "its result";
  const { shape } = tensor;
  if (shape.length === 0) return "a number";
  if (shape.length === 1) return `a vector of ${shape[0]}`;
  return `a ${shape.length === 2 ? "matrix" : "tensor"} of ${shapeText(shape)}`;
}

function gradientOf(graph: Graph, pass: number, tensor: string): string | null {
  return scalarOf(graph.passes.get(pass)?.pass.gradients?.[tensor]);
}

function scalarOf(array: ArrayJson | undefined): string | null {
  if (array === undefined || !isFull(array) || array.shape.length > 0) return null;
  const [value] = array.data;
  return value === undefined ? null : formatNumber(value);
}

function list(names: readonly string[]): string {
  const shown =
    names.length > LISTED
      ? [...names.slice(0, LISTED - 1), `${names.length - LISTED + 1} more`]
      : [...names];
  const last = shown.pop() ?? "nothing";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
