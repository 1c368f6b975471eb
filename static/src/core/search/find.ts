/** What of a graph a query means. */
import type { ArrayJson, Module, Op, Tensor } from "../document.ts";
import { ancestors, displayName, type Graph, isFull } from "../graph.ts";
import { formatNumber, shapeText } from "../number.ts";
import { compares, furthest, hasBroken, type Verdict } from "./numbers.ts";
import type { Condition, Quantity } from "./query.ts";

export interface Hit {
  /** Id of a tensor, an op or a module. */
  id: string;
  kind: "tensor" | "op" | "module";
  /** What it is called. */
  name: string;
  /** What it is, and which of its numbers was asked for: "(3, 2), grad 1.5". */
  about: string;
  /** Whether its elements are not here, and its summary told. */
  bySummary: boolean;
}

export interface Findings {
  /** Those that are called just so first, else in the order of the document. */
  hits: readonly Hit[];
  /** Large tensors of which the summary does not tell. */
  untold: number;
}

/** How well a name fits a word: it is the word, begins with it, or has it somewhere. */
type Rank = 0 | 1 | 2;
const AROUND = 3;

type Word = Extract<Condition, { kind: "word" }>;

/** Everything for which all conditions hold; nothing where there are none. */
export function find(graph: Graph, conditions: readonly Condition[]): Findings {
  if (conditions.length === 0) return { hits: [], untold: 0 };
  const words = conditions.filter((one) => one.kind === "word");
  const rest = conditions.filter((one) => one.kind !== "word");
  const ranked: { hit: Hit; rank: number }[] = [];
  let untold = 0;
  const add = (hit: Hit, rank: number): void => void ranked.push({ hit, rank });
  for (const tensor of graph.document.tensors) {
    const rank = rankOf(words, namesOfTensor(graph, tensor), rest.length > 0);
    if (rank === null) continue;
    const found = judge(graph, tensor, rest);
    if (found === null) untold++;
    else if (found) add({ ...found, id: tensor.id, name: displayName(graph, tensor.id) }, rank);
  }
  if (rest.length === 0) {
    for (const module of graph.document.modules) {
      const rank = rankOf(words, namesOfModule(graph, module), false);
      const { id, name, type: about } = module;
      if (rank !== null) add({ id, kind: "module", name, about, bySummary: false }, rank);
    }
    for (const op of graph.document.ops) {
      const rank = rankOf(words, namesOfOp(graph, op), false);
      const name = displayName(graph, op.outputs[0] ?? op.id);
      const about = op.op === op.symbol ? op.op : `${op.symbol} ${op.op}`;
      if (rank !== null) add({ id: op.id, kind: "op", name, about, bySummary: false }, rank);
    }
  }
  return { hits: ranked.toSorted((one, two) => one.rank - two.rank).map(({ hit }) => hit), untold };
}

/** What something is called, and what narrows a search for it. */
interface Names {
  /** Names that a word may be a part of. */
  name?: readonly string[];
  op?: readonly string[];
  module?: readonly string[];
  /** Found only as a whole: a role; an expression, since it holds the names of others. */
  whole?: readonly string[];
  /** Names of the op that made it, and of the modules around it. */
  maker?: readonly string[];
  around: readonly string[];
}

/**
 * How well the words fit, the best of them; null where one does not fit at all.
 * @param narrows whether it is enough that they fit what made it, or what it stands in
 */
function rankOf(words: readonly Word[], names: Names, narrows: boolean): number | null {
  const fits = words.map(
    (word) => ownFit(names, word) ?? (fitsAround(names, word) ? AROUND : null),
  );
  if (fits.includes(null)) return null;
  const best = Math.min(AROUND, ...fits.map((rank) => rank ?? AROUND));
  // Who names a module as such means what is in it, too.
  const isAsked = narrows || words.some(({ field }) => field === "module");
  return best < AROUND || isAsked ? best : null;
}

function ownFit(names: Names, { field, text }: Word): Rank | null {
  const { name = [], op = [], module = [], whole = [] } = names;
  if (field === "op" || field === "module") return bestFit(names[field] ?? [], text);
  if (whole.some((one) => fit(one, text) === 0)) return 0;
  return bestFit(field === "name" ? name : [...name, ...op, ...module], text);
}

function fitsAround({ maker = [], around }: Names, { field, text }: Word): boolean {
  const made = field === "any" || field === "op" ? maker : [];
  const within = field === "any" || field === "module" ? around : [];
  return bestFit([...made, ...within], text) !== null;
}

function bestFit(names: readonly string[], text: string): Rank | null {
  const ranks = names.flatMap((name) => fit(name, text) ?? []);
  return ranks.length === 0 ? null : (Math.min(...ranks) as Rank);
}

/** A capital is meant as one; small letters stand for both. */
function fit(name: string, text: string): Rank | null {
  const isExact = text !== text.toLowerCase();
  const place = (isExact ? name : name.toLowerCase()).indexOf(text);
  if (place < 0) return null;
  if (place > 0) return 2;
  return name.length === text.length ? 0 : 1;
}

function namesOfTensor(
  graph: Graph,
  { id, label = "", role = "intermediate", source }: Tensor,
): Names {
  const maker = graph.ops.get(source ?? "");
  const shown = displayName(graph, id);
  const isCalled = label !== "" || graph.called.has(id);
  return {
    name: isCalled ? [label, shown] : [],
    whole: [role, shown],
    maker: maker ? namesOfMaker(graph, maker) : [],
    around: namesAround(graph, graph.homes.get(id) ?? ""),
  };
}

function namesOfOp(graph: Graph, op: Op): Names {
  return { op: namesOfMaker(graph, op), around: namesAround(graph, op.module ?? "") };
}

function namesOfModule(graph: Graph, { name, type, parent = "" }: Module): Names {
  return { module: [name, type], around: namesAround(graph, parent) };
}

function namesOfMaker({ document }: Graph, { op, symbol }: Op): string[] {
  return [op, symbol, document.titles[op] ?? ""];
}

/** Names and types of a module and all around it. */
function namesAround(graph: Graph, module: string): string[] {
  return ancestors(graph, module).flatMap((id) => {
    const { name = "", type = "" } = graph.modules.get(id) ?? {};
    return [name, type];
  });
}

/** A tensor as a hit without its name; false where a condition does not hold, null where nobody knows. */
function judge(
  graph: Graph,
  tensor: Tensor,
  conditions: readonly Condition[],
): Omit<Hit, "id" | "name"> | false | null {
  const about = [tensor.role ?? "intermediate", shapeText(tensor.shape)];
  let verdict: Verdict = true;
  let bySummary = false;
  for (const condition of conditions) {
    if (condition.kind === "shape") {
      if (condition.shape.join() !== tensor.shape.join()) return false;
      continue;
    }
    if (condition.kind === "word") continue;
    const arrays = numbersOf(graph, tensor, condition.of);
    const verdicts = arrays.map(({ array }) => told(array, condition));
    const first = arrays[verdicts.indexOf(true)];
    if (first) {
      bySummary ||= !isFull(first.array);
      about.push(remark(first, condition));
    } else if (verdicts.includes(null)) verdict = null;
    else return false;
  }
  return verdict && { kind: "tensor", about: about.join(", "), bySummary };
}

type OfNumbers = Extract<Condition, { kind: "number" | "broken" }>;

function told(array: ArrayJson, condition: OfNumbers): Verdict {
  return condition.kind === "broken"
    ? hasBroken(array, condition.what)
    : compares(array, condition);
}

interface Numbers {
  array: ArrayJson;
  of: Quantity;
}

/** Its value, and its gradients of all passes. */
function numbersOf(graph: Graph, { id, value }: Tensor, of: Quantity | null): Numbers[] {
  const found: Numbers[] = of !== "grad" && value ? [{ array: value, of: "value" }] : [];
  if (of === "value") return found;
  for (const { gradients = {} } of graph.document.passes) {
    const array = gradients[id];
    if (array) found.push({ array, of: "grad" });
  }
  return found;
}

/** What there is to see of it: "grad 1.5", "value has NaN". */
function remark({ array, of }: Numbers, condition: OfNumbers): string {
  if (condition.kind === "broken") return `${of} has ${condition.what === "nan" ? "NaN" : "∞"}`;
  if (!isFull(array)) {
    const { min, max } = array.summary;
    return `${of} from ${formatNumber(min)} to ${formatNumber(max)}`;
  }
  const element = furthest(array.data, condition);
  return element === undefined ? of : `${of} ${formatNumber(element)}`;
}
