/** What an op does with the gradient of its output on the way back, in one sentence. */
import type { ArrayJson, Op } from "./document.ts";
import { arrivalsOf, contributionOf, type Graph } from "./graph.ts";
import { edgeKey } from "./layout/scene.ts";
import { phrasesOf } from "./scalar/words.ts";
import { isHeard, list, nounOf, scalarOf, spokenName, spokenResult, titleOf } from "./spoken.ts";
import { fillClause, fillFactor, namesOf } from "./templates.ts";
import type { Stop } from "./timeline.ts";

/** What is known of one contribution. */
interface Sending {
  graph: Graph;
  op: Op;
  slot: number;
  pass: number;
  /** The name of the tensor that it goes to. */
  target: string;
  sent: ArrayJson | undefined;
}

/** "The sine multiplies 6.62, the gradient of b, by cos a = −0.8011 and sends −5.304 to a." */
export function narrateContribution(graph: Graph, { tensor, slot, pass }: Stop, op: Op): string {
  if (tensor === null || slot === null) return "A contribution travels.";
  const sent = contributionOf(graph, pass, op.id, slot);
  const sending = { graph, op, slot, pass, target: spokenName(graph, tensor), sent };
  return `${sentence(sending)}${countOf(sending, tensor)}.`;
}

/** ": contribution 2 of 3", and with the last one what they make together; nothing for a single one. */
function countOf({ graph, op, slot, pass }: Sending, tensor: string): string {
  const arrivals = arrivalsOf(graph, pass, tensor);
  if (arrivals.length < 2) return "";
  const number = arrivals.findIndex((arrival) => arrival.op === op.id && arrival.slot === slot) + 1;
  const count = `: contribution ${number} of ${arrivals.length}`;
  if (number < arrivals.length) return count;
  const sum = scalarOf(graph.passes.get(pass)?.pass.gradients?.[tensor]);
  return `${count}, ${sum === null ? "which completes its gradient" : `together ${sum}`}`;
}

function sentence(sending: Sending): string {
  const { graph, op, slot, target } = sending;
  const back = phrasesOf(graph, op)?.back;
  const phrase = back?.[slot] ?? back?.at(-1) ?? slopePhrase(sending);
  if (phrase === null) return shareSentence(sending);
  const subject = `The ${nounOf(graph, op)}`;
  const sends = `sends ${scalarOf(sending.sent) ?? "this"} to ${target}`;
  if (!phrase.startsWith("times ")) {
    const names = { ...namesOf(graph, op), g: gradientIn(sending) };
    return `${subject} ${fillClause(phrase, names, op)} and ${sends}`;
  }
  const factor = fillFactor(graph, phrase.slice("times ".length), namesOf(graph, op), op);
  if (factor === "1" && !isReduced(sending))
    return `${subject} passes ${withNumber(sending)} on to ${target} unchanged`;
  return `${subject} ${multiplies(sending, factor)} and ${sends}`;
}

/** "multiplies the gradient of h by h(1 − h), element by element," */
function multiplies(sending: Sending, factor: string): string {
  const gradient = gradientIn(sending);
  if (isReduced(sending)) {
    if (factor === "1") return `adds up ${gradient} over what was broadcast`;
    if (factor === "−1") return `changes the sign of ${gradient}, adds up what was broadcast,`;
    return `multiplies ${gradient} by ${factor}, adds up what was broadcast,`.replace(",,", ",");
  }
  if (factor === "−1") return `changes the sign of ${gradient}`;
  const number = numberOf(sending);
  const by = withSlope(factor, scalarOf(localOf(sending)));
  if (number !== null) return `multiplies ${number}, ${gradient}, by ${by}`;
  const shape = outputOf(sending)?.shape ?? [];
  const each = shape.length > 0 ? ", element by element," : "";
  return `multiplies ${gradient} by ${by}${each}`.replace(",,", ",");
}

/** "cos a = −0.8011", "2 · u = 3.639, where u is exp(b),": a factor and what it comes to. */
function withSlope(factor: string, slope: string | null): string {
  if (slope === null) return factor;
  if (factor.startsWith("its slope")) return factor.replace("its slope", `its slope ${slope}`);
  const [formula = "", ...where] = factor.split(/(?=, where )/);
  const worked = formula === slope || formula.endsWith(` ${slope}`);
  return [worked ? formula : `${formula} = ${slope}`, ...where].join("");
}

/** "Back through the QR decomposition, the gradient of r becomes the share of A": no words of its own. */
function shareSentence(sending: Sending): string {
  const { graph, op, target, sent } = sending;
  const become = reachedOf(sending).length > 1 ? "become" : "becomes";
  const single = scalarOf(sent);
  const share = single === null ? `the share of ${target}` : `${single} for ${target}`;
  return `Back through ${titleOf(graph, op)}, ${gradientIn(sending)} ${become} ${share}`;
}

/** What an op without words of its own multiplies by, if it works element by element. */
function slopePhrase(sending: Sending): string | null {
  const { op, slot } = sending;
  if (localOf(sending) === undefined) return null;
  const slope = scalarOf(localOf(sending));
  const over = op.inputs.length > 1 ? ` over {${slot}}` : "";
  if (slope === "1") return "times 1";
  return `times its slope${over}`;
}

/** "the gradient of h"; what has no name that can be heard is the op's own result. */
function gradientIn(sending: Sending): string {
  const { graph, op } = sending;
  const reached = reachedOf(sending);
  const names = reached.map((id) =>
    isHeard(graph, id) ? spokenResult(graph, op, id) : "its result",
  );
  return `the gradient${names.length > 1 ? "s" : ""} of ${list(names)}`;
}

/** The outputs that have a gradient. */
function reachedOf({ graph, op, pass }: Sending): readonly string[] {
  const reached = op.outputs.filter((id) => graph.passes.get(pass)?.pass.gradients?.[id]);
  return reached.length > 0 ? reached : op.outputs;
}

function withNumber(sending: Sending): string {
  const number = numberOf(sending);
  return `${number === null ? "" : `${number}, `}${gradientIn(sending)}${number === null ? "" : ","}`;
}

/** The gradient that is worked with, where it is one number. */
function numberOf({ graph, op, pass }: Sending): string | null {
  return scalarOf(graph.passes.get(pass)?.pass.gradients?.[op.outputs[0] ?? ""]);
}

function outputOf({ graph, op }: Sending) {
  return graph.tensors.get(op.outputs[0] ?? "");
}

/** The local derivatives, which the document brings where an op does the same to every element. */
function localOf({ graph, op, slot }: Sending): ArrayJson | undefined {
  return graph.edges.get(edgeKey(op.id, slot, "in"))?.local;
}

/** Whether an operand was broadcast, so that its gradient is a sum over the copies. */
function isReduced(sending: Sending): boolean {
  const shape = outputOf(sending)?.shape;
  const { sent } = sending;
  return (
    localOf(sending) !== undefined &&
    sent !== undefined &&
    shape !== undefined &&
    size(sent.shape) < size(shape)
  );
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
