/** How the gaps in an op's words are filled with the names of its tensors and its constants. */
import type { Op } from "./document.ts";
import { isName, operand } from "./expression.ts";
import type { Graph } from "./graph.ts";
import { formatNumber } from "./number.ts";
import { isHeard, isPhrase, list, spokenName, spokenResult } from "./spoken.ts";

/** Names of the inputs by slot, of the output under "y", and of what is said of all of them. */
export type Names = Record<string, string>;

/** Letters for whole expressions in a formula; those that the program uses itself are passed over. */
const LETTERS = ["u", "v", "s", "z", "p", "q", "r", "k"];

export function namesOf(graph: Graph, op: Op): Names {
  const [output = ""] = op.outputs;
  const inputs = op.inputs.map((id) => spokenName(graph, id));
  const names: Names = {
    ...Object.fromEntries(inputs.entries()),
    y: isHeard(graph, output) ? spokenResult(graph, op, output) : "its result",
    all: list(inputs),
    over: over(graph, op),
    plusBias: inputs[2] === undefined ? "" : `, plus ${inputs[2]},`,
    part: op.symbol,
    power: power(inputs[0] ?? "", op),
  };
  op.inputs.forEach((id, slot) => {
    names[`${slot}T`] = transposed(graph, id);
  });
  return names;
}

/** "all elements of z", "z along axis 1" */
function over(graph: Graph, { constants = {}, inputs: [id = ""] }: Op): string {
  const { axis } = constants;
  const name = spokenName(graph, id);
  const rank = graph.tensors.get(id)?.shape.length ?? 0;
  if (axis === null || axis === undefined || rank < 2) return `all elements of ${name}`;
  const axes = [axis].flat().map((one) => (typeof one === "number" ? formatNumber(one) : `${one}`));
  return `${name} along ${axes.length > 1 ? "axes" : "axis"} ${list(axes)}`;
}

/** "the square of x", "x to the power −1" */
function power(name: string, { constants = {} }: Op): string {
  const { exponent } = constants;
  if (exponent === 2) return `the square of ${name}`;
  if (exponent === 3) return `the cube of ${name}`;
  const written = typeof exponent === "number" ? formatNumber(exponent) : String(exponent);
  return `${amongWords(name)} to the power ${written}`;
}

/** "x transposed"; of what is a transpose already, what it was made from. */
function transposed(graph: Graph, id: string): string {
  const { op, inputs } = graph.ops.get(graph.tensors.get(id)?.source ?? "") ?? {};
  const axes = graph.tensors.get(id)?.shape.length;
  if (op === "transpose" && axes === 2 && inputs?.[0] !== undefined)
    return spokenName(graph, inputs[0]);
  const name = spokenName(graph, id);
  return isName(name) ? `${name} transposed` : `the transpose of ${name}`;
}

/** A clause with its gaps filled; between words such as "plus" expressions take parentheses. */
export function fillClause(template: string, names: Names, op: Op): string {
  const infix = template.startsWith("{");
  return fill(template, op, (key) => {
    const name = names[key];
    return name !== undefined && infix && /^\d+$/.test(key) ? amongWords(name) : name;
  });
}

/** In parentheses where another word could be taken as a part of it. */
function amongWords(name: string): string {
  return isPhrase(name) || isChain(name) ? name : operand(name);
}

/** Whether it is calls and indices one after the other, such as abs(z).mean(), or (W @ x)₀. */
function isChain(text: string): boolean {
  let outside = text.replace(/^\([^()]*\)(?=[₀-₉])/u, "element");
  for (let left = ""; left !== outside; outside = outside.replace(/(?<=\w)[([][^()[\]]*[)\]]/g, ""))
    left = outside;
  return isName(outside);
}

/** A formula with its gaps filled: "u(1 − u), where u is its result,". */
export function fillFactor(graph: Graph, template: string, names: Names, op: Op): string {
  const used = Object.keys(names).filter((key) => template.includes(`{${key}}`));
  const alone = /^\{\w+\}$/.test(template);
  if (alone) return fill(template, op, (key) => names[key]);
  const labels = new Set(graph.document.tensors.map(({ label }) => label));
  const free = LETTERS.filter((letter) => !labels.has(letter));
  const letters: Names = {};
  const where: string[] = [];
  for (const key of used) {
    const name = names[key] as string;
    if (isName(name)) {
      letters[key] = name;
      continue;
    }
    // A result is y on the card of the contribution as well, as far as nothing else is.
    const letter = key === "y" && !labels.has("y") ? "y" : free.shift();
    letters[key] = letter ?? `x${key}`;
    where.push(`${letters[key]} is ${standsFor(op, key, name)}`);
  }
  const formula = fill(template, op, (key) => letters[key]);
  return where.length > 0 ? `${formula}, where ${list(where)},` : formula;
}

/** The one input of an op needs no more words than that. */
function standsFor(op: Op, key: string, name: string): string {
  return key === "0" && op.inputs.length === 1 && isPhrase(name) ? "its input" : name;
}

function fill(template: string, op: Op, nameOf: (key: string) => string | undefined): string {
  return template.replaceAll(
    /\{(\^?)(\w+?)(-1)?\}/g,
    (_, raised: string, key: string, less?: string) => {
      const name = nameOf(key);
      if (name !== undefined) return name;
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
