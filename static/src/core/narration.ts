/** One sentence for each stop, as a teacher would say it while pointing. */
import type { ArrayJson, Op, Tensor } from "./document.ts";
import { displayName, type Graph, isFull, isUnused, versionsOf } from "./graph.ts";
import { narrateEnd } from "./conclusion.ts";
import { edgeKey } from "./layout/scene.ts";
import { toNumber } from "./number.ts";
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
  spokenResult,
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
function resultsOf(graph: Graph, op: Op): string {
  const { outputs } = op;
  const [output = ""] = outputs;
  if (outputs.length > 1) {
    const named = (ids: readonly string[]) => list(ids.map((id) => displayName(graph, id)));
    const unused = outputs.filter((id) => isUnused(graph, id));
    const are = unused.length > 1 ? "are" : "is";
    return named(outputs) + (unused.length > 0 ? ` (${named(unused)} ${are} not used)` : "");
  }
  const tensor = graph.tensors.get(output);
  const value = scalarOf(tensor?.value);
  if (tensor?.label) return `${spokenResult(graph, op, output)}${value ? ` = ${value}` : ""}`;
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
