/** One sentence for each stop, as a teacher would say it while pointing. */
import type { ArrayJson, Op, Tensor } from "./document.ts";
import {
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
import { formatNumber, toNumber } from "./number.ts";
import { phrasesOf } from "./scalar/words.ts";
import { narrateContribution } from "./sending.ts";
import {
  capital,
  describe,
  isPhrase,
  list,
  nounOf,
  scalarOf,
  spokenName,
  titleOf,
} from "./spoken.ts";
import { fillClause, namesOf } from "./templates.ts";
import { leavesOf, type Stop } from "./timeline.ts";

/** What happens in a stop, in one sentence that can be read aloud. */
export function narrate(graph: Graph, stop: Stop): string {
  const op = stop.op === null ? undefined : graph.ops.get(stop.op);
  switch (stop.kind) {
    case "leaves":
      return narrateLeaves(graph, leavesOf(graph, stop));
    case "forward":
      return op === undefined ? "An operation runs." : narrateForward(graph, op);
    case "seed": {
      const name = stop.tensor === null ? "the output" : spokenName(graph, stop.tensor);
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

/** "The square root of x gives h." or "The QR decomposition makes q and r from A." */
function narrateForward(graph: Graph, op: Op): string {
  const results = resultsOf(graph, op);
  const template = templateOf(graph, op);
  if (template === null) {
    const names = [...new Set(op.inputs)].map((id) => spokenName(graph, id));
    const makes = `${capital(titleOf(graph, op))} makes ${results}`;
    return names.length > 0 ? `${makes} from ${list(names)}.` : `${makes}.`;
  }
  const clause = fillClause(template, namesOf(graph, op), op);
  // A name keeps its case at the start of a sentence; a word takes a capital letter.
  const start = template.startsWith("{") && !isPhrase(clause) ? clause : capital(clause);
  return `${start} gives ${results}.`;
}

/** What an op makes of its inputs, with places for their names; null: it is told by its title. */
function templateOf(graph: Graph, op: Op): string | null {
  const local = graph.edges.get(edgeKey(op.id, 0, "in"))?.local;
  const oneByOne = op.inputs.length === 1 && local !== undefined;
  return phrasesOf(graph, op)?.makes ?? (oneByOne ? `${titleOf(graph, op)} of {0}` : null);
}

/** The formula of an op in words: "the matrix product of W and x". */
export function inWords(graph: Graph, op: Op): string {
  const template = templateOf(graph, op);
  if (template !== null) return fillClause(template, namesOf(graph, op), op).replace(/,$/, "");
  const names = [...new Set(op.inputs)].map((id) => spokenName(graph, id));
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
  if (tensor?.label) return `${displayName(graph, output)}${value ? ` = ${value}` : ""}`;
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
  const version = `version ${versions.length - 1}`;
  if (isSame(before.value, tensor.value))
    return `The update leaves ${name}${from === null ? " as it is" : ` at ${from}`}: ${version}.`;
  return `The update moves ${name}${way}${how}: ${version}.`;
}

function isSame(from: ArrayJson | undefined, to: ArrayJson | undefined): boolean {
  if (!from || !to || !isFull(from) || !isFull(to)) return false;
  return from.data.every((element, index) => Object.is(element, to.data[index]));
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

function narrateEnd(graph: Graph): string {
  const { output } = graph.document;
  const failed = graph.document.diagnostics.some(({ severity }) => severity === "error");
  if (failed) return "Here the program stopped.";
  if (output === null) return "Nothing was computed.";
  const value = scalarOf(graph.tensors.get(output)?.value);
  const spoken = spokenName(graph, output);
  const name = isPhrase(spoken) ? capital(spoken) : spoken;
  const result = value === null ? `${name} is computed` : `${name} is ${value}`;
  return `${result}${gradientsText(graph)}.`;
}

/** What became of the gradients: those that are no numbers, and the named leaves without one. */
function gradientsText(graph: Graph): string {
  const reverse = graph.document.passes.filter(({ mode }) => mode === "reverse");
  if (reverse.length === 0) return "";
  const arrays = reverse.flatMap(({ gradients = {} }) => Object.entries(gradients));
  const broken = new Set(arrays.filter(([, array]) => !isFinite(array)).map(([id]) => id));
  const missed = graph.document.tensors.filter(
    ({ id, label, source, role, differentiable }) =>
      label &&
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
  if (!output || !isFinite(output)) return "";
  return slopeText(graph) ?? ", and every gradient is known";
}

/** What the gradient of a single number means; null where there are several numbers. */
function slopeText(graph: Graph): string | null {
  const { passes, tensors } = graph.document;
  const [reverse, another] = passes.filter(({ mode }) => mode === "reverse");
  const leaves = tensors.filter(({ source, role }) => source == null && role !== "constant");
  const [leaf] = leaves;
  const gradient = reverse?.gradients?.[leaf?.id ?? ""];
  const slope = gradient && isFull(gradient) ? gradient.data[0] : undefined;
  if (!leaf || leaves.length > 1 || leaf.shape.length > 0 || another) return null;
  if (typeof slope !== "number" || reverse?.output !== graph.document.output) return null;
  const name = displayName(graph, leaf.id);
  const size = formatNumber(Math.abs(slope));
  const much = size === "1" ? "just as much" : `${size} times as much`;
  const moves = slope === 0 ? "stays" : `${slope > 0 ? "grows" : "falls"} ${much}`;
  return `. Its gradient with respect to ${name} is ${formatNumber(slope)}: where ${name} grows a little, it ${moves}`;
}

/** Whether all elements are numbers between the infinities. */
function isFinite(array: ArrayJson): boolean {
  if (!isFull(array)) return array.summary.nan + array.summary.inf === 0;
  return array.data.every((num) => typeof num === "number");
}
