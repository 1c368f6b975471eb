/** One sentence for each stop, as a teacher would say it while pointing. */
import type { ArrayJson, Op, Tensor } from "./document.ts";
import { expressionOf, isName, operand } from "./expression.ts";
import {
  arrivalsOf,
  contributionOf,
  displayName,
  type Graph,
  isFull,
  isLastVersion,
  isPassedBy,
  isReached,
  isUnused,
  versionsOf,
} from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";
import { formatNumber, shapeText, toNumber } from "./number.ts";
import { phrasesOf } from "./scalar/words.ts";
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
        : `The ${nounOf(graph, op)} has nothing to send back.`;
    case "contribution":
      return op === undefined ? "A contribution travels." : narrateContribution(graph, stop, op);
    case "update":
      return narrateUpdate(graph, stop);
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

/** "The square root of x gives h." or "x, weight and bias give y: the convolution of images." */
function narrateForward(graph: Graph, op: Op): string {
  const results = resultsOf(graph, op);
  const template = templateOf(graph, op);
  if (template !== null) {
    // A name keeps its case at the start of a sentence; a word takes a capital letter.
    const start = template.startsWith("{") ? template : capital(template);
    return `${fill(start, operands(graph, op), op)} gives ${results}.`;
  }
  const names = [...new Set(op.inputs)].map((id) => displayName(graph, id));
  return `${list(names)} ${names.length > 1 ? "give" : "gives"} ${results}: ${titleOf(graph, op)}.`;
}

/** What an op makes of its inputs, with places for their names; null: it is told by its title. */
function templateOf(graph: Graph, op: Op): string | null {
  const oneByOne = op.inputs.length === 1 && isElementwise(graph, op, 0);
  return phrasesOf(graph, op)?.makes ?? (oneByOne ? `${titleOf(graph, op)} of {0}` : null);
}

/** The formula of an op in words: "the matrix product of W and x". */
export function inWords(graph: Graph, op: Op): string {
  const template = templateOf(graph, op);
  if (template !== null) return fill(template, operands(graph, op), op).replace(/,$/, "");
  const names = [...new Set(op.inputs)].map((id) => displayName(graph, id));
  return names.length === 0 ? titleOf(graph, op) : `${titleOf(graph, op)} of ${list(names)}`;
}

/** "loss = 1.5", "a vector of 3", "u, s and vh (vh is not used)" */
function resultsOf(graph: Graph, { outputs }: Op): string {
  const [output = ""] = outputs;
  if (outputs.length > 1) {
    const named = (ids: readonly string[]) => list(ids.map((id) => displayName(graph, id)));
    const unused = outputs.filter((id) => isUnused(graph, id));
    const are = unused.length > 1 ? "are" : "is";
    return named(outputs) + (unused.length > 0 ? ` (${named(unused)} ${are} not used)` : "");
  }
  const tensor = graph.tensors.get(output);
  const value = scalarOf(tensor?.value);
  if (tensor?.label) return `${tensor.label}${value ? ` = ${value}` : ""}`;
  return value ?? describe(tensor);
}

/** "The update moves w from 1 to 0.9, against its gradient: version 1." */
function narrateUpdate(graph: Graph, { tensor: id, pass }: Stop): string {
  const tensor = graph.tensors.get(id ?? "");
  const before = graph.tensors.get(tensor?.previous ?? "");
  if (!tensor || !before) return "The update gives a leaf its new value.";
  const versions = versionsOf(graph, tensor.id);
  const [from, to] = [scalarOf(before.value), scalarOf(tensor.value)];
  const way = from === null || to === null ? "" : ` from ${from} to ${to}`;
  const gradient = graph.passes.get(pass)?.pass.gradients?.[before.id];
  const against = gradient && isAgainst(before, tensor, gradient);
  const how = against ? `${way === "" ? "" : ","} against its gradient` : "";
  const name = displayName(graph, versions[0] ?? before.id);
  return `The update moves ${name}${way}${how}: version ${versions.length - 1}.`;
}

/** Whether a leaf moved downhill, as far as its elements and its gradient are all there. */
function isAgainst({ value: from }: Tensor, { value: to }: Tensor, gradient: ArrayJson): boolean {
  if (!from || !to || !isFull(from) || !isFull(to) || !isFull(gradient)) return false;
  const along = gradient.data.reduce<number>((sum, slope, index) => {
    const moved = toNumber(to.data[index] ?? "NaN") - toNumber(from.data[index] ?? "NaN");
    return sum + moved * toNumber(slope);
  }, 0);
  return along < 0;
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
  const back = phrasesOf(graph, op)?.back;
  const phrase = back?.[slot] ?? back?.at(-1) ?? slopePhrase(graph, op, slot);
  if (phrase !== null) {
    const does = backPhrase(graph, op, slot, sent, phrase);
    return `The ${nounOf(graph, op)} ${does} and sends ${carried} to ${target}: ${count}${together}.`;
  }
  const reached = op.outputs.filter((id) => graph.passes.get(pass)?.pass.gradients?.[id]);
  const outputs = reached.length > 0 ? reached : op.outputs;
  const gradients = `the gradient${outputs.length > 1 ? "s" : ""} of ${list(outputs.map((id) => displayName(graph, id)))}`;
  const become = outputs.length > 1 ? "become" : "becomes";
  const single = scalarOf(sent);
  const share = single === null ? `the share of ${target}` : `${single} for ${target}`;
  return `Back through ${titleOf(graph, op)}, ${gradients} ${become} ${share}: ${count}${together}.`;
}

/** What an op without words of its own multiplies by, if it works element by element. */
function slopePhrase(graph: Graph, op: Op, slot: number): string | null {
  if (!isElementwise(graph, op, slot)) return null;
  const slope = scalarOf(graph.edges.get(edgeKey(op.id, slot, "in"))?.local);
  const over = op.inputs.length > 1 ? ` over {${slot}}` : "";
  if (slope === "1") return "times 1";
  return `times its slope${slope === null ? "" : ` ${slope}`}${over}`;
}

/** "multiplies the gradient of h by h(1 − h), element by element," */
function backPhrase(
  graph: Graph,
  op: Op,
  slot: number,
  sent: ArrayJson | undefined,
  phrase: string,
): string {
  const output = op.outputs[0];
  const gradient = `the gradient of ${output === undefined ? "its output" : displayName(graph, output)}`;
  const shape = output === undefined ? undefined : graph.tensors.get(output)?.shape;
  const reduced =
    isElementwise(graph, op, slot) &&
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
  names.all = list(op.inputs.map((id) => displayName(graph, id)));
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
      !isLastVersion(graph, id) &&
      role !== "constant" &&
      role !== "target" &&
      differentiable !== false &&
      !isReached(graph, id) &&
      !isPassedBy(graph, id),
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
  return `${nounOf(graph, op)}, ${expressionOf(op, (id) => displayName(graph, id))}`;
}

export function nounOf(graph: Graph, op: Op): string {
  return phrasesOf(graph, op)?.noun ?? titleOf(graph, op).slice("the ".length);
}

/** "the matrix product", "the k largest" */
function titleOf({ document }: Graph, { op }: Op): string {
  const title = document.titles[op] ?? op.replaceAll("_", " ");
  return title.startsWith("the ") ? title : `the ${title}`;
}

/** Whether an op does the same to every element: then the document brings its local derivatives. */
function isElementwise(graph: Graph, op: Op, slot: number): boolean {
  return graph.edges.get(edgeKey(op.id, slot, "in"))?.local !== undefined;
}

/** Puts names and constants in their places; what is no single name gets parentheses. */
function fill(template: string, names: Names, op: Op): string {
  return template.replaceAll(
    /\{(\^?)(\w+)(-1)?\}/g,
    (_, raised: string, key: string, less?: string) => {
      const name = names[key];
      if (name !== undefined) return key === "g" || key === "all" ? name : operand(name);
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

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
