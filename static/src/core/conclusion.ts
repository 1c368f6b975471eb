/** What a program came to, in one sentence: its output, and what became of the gradients. */
import { blockedIn } from "./blocked.ts";
import type { ArrayJson, Pass } from "./document.ts";
import { displayName, type Graph, isFull, isLastVersion, isPassedBy, isReached } from "./graph.ts";
import { formatNumber } from "./number.ts";
import { capital, isPhrase, list, nounOf, scalarOf, spokenName } from "./spoken.ts";
import { sizeOf } from "./weight.ts";

export function narrateEnd(graph: Graph): string {
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
  return slopeText(graph) ?? `${courseText(graph, reverse)}${standstillText(graph, reverse)}`;
}

/** "; in the first of 4 backward passes it was 3.4": what training has brought. */
function courseText(graph: Graph, reverse: readonly Pass[]): string {
  const { output } = graph.document;
  const [first] = reverse;
  if (reverse.length < 2 || first?.output == null || output === null) return "";
  const name = displayName(graph, output);
  if (!reverse.every((pass) => pass.output != null && displayName(graph, pass.output) === name))
    return "";
  const value = scalarOf(graph.tensors.get(first.output)?.value);
  return value === null
    ? ""
    : `; in the first of ${reverse.length} backward passes it was ${value}`;
}

/** "; the gradient of w is 0, since the ReLU sends back only zeros": why a step would move nothing. */
function standstillText(graph: Graph, reverse: readonly Pass[]): string {
  const { leaves, ops } = blockedIn(graph, reverse.at(-1)?.index ?? 0);
  if (leaves.length === 0) return reverse.length > 1 ? "" : ", and every gradient is known";
  const names = list(leaves.map((id) => displayName(graph, id)));
  const is =
    leaves.length > 1 ? `the gradients of ${names} are 0` : `the gradient of ${names} is 0`;
  const nouns = [...new Set(ops.map((op) => `the ${nounOf(graph, op)}`))];
  const sends = ops.length > 1 ? "send" : "sends";
  const why = nouns.length === 0 ? "" : `, since ${list(nouns)} ${sends} back only zeros`;
  return `; ${is}${why}`;
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
  return Number.isFinite(sizeOf(array));
}
