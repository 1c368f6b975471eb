/** The document with its look-ups: everything below reads the graph through these maps. */
import type {
  ArrayJson,
  Edge,
  FullArray,
  GraphDocument,
  Module,
  Op,
  Pass,
  Tensor,
} from "./document.ts";
import { shortExpression } from "./expression.ts";
import { edgeKey } from "./layout/scene.ts";
import { formatNumber, MINUS } from "./number.ts";
import { REPEATED, withRepeats } from "./repeats.ts";
import { withRounds } from "./rounds.ts";

/** One contribution that a pass sends: the op's input slot and the row of `document.steps`. */
export interface Arrival {
  op: string;
  slot: number;
  step: number;
}

/** What one pass does, by tensor and by op. */
export interface PassIndex {
  pass: Pass;
  /** Row of the step with which the pass begins; `steps.length` when it has none. */
  start: number;
  /** By tensor id, in the order in which they arrive. */
  arrivals: ReadonlyMap<string, readonly Arrival[]>;
  /** Tensor id to the row that seeds it (reverse passes seed their output). */
  seeds: ReadonlyMap<string, number>;
  /** Op id to the row in which it fires. */
  fires: ReadonlyMap<string, number>;
}

export interface Graph {
  /** What is drawn: the document that came, with its rounds, its repeated blocks and opened ops. */
  document: GraphDocument;
  /** The same object in graphs that differ in nothing but their numbers: see refill.ts. */
  form: object;
  /** The graph in which no op is opened; null where that is this one. */
  closed: Graph | null;
  /** By row of `document.steps`: the row that it was before ops were opened. */
  origins: readonly number[];
  /** By tensor id: what is called otherwise than the program's text says, as elements are. */
  called: ReadonlyMap<string, string>;
  tensors: ReadonlyMap<string, Tensor>;
  ops: ReadonlyMap<string, Op>;
  modules: ReadonlyMap<string, Module>;
  /** By {@link edgeKey}. */
  edges: ReadonlyMap<string, Edge>;
  /** By tensor id: the edges that lead from it into ops, in document order. */
  consumers: ReadonlyMap<string, readonly Edge[]>;
  /** By module id ("" is the root): the modules directly inside, in document order. */
  children: ReadonlyMap<string, readonly string[]>;
  /** By op or tensor id: the module that it is drawn in, "" for the root; see {@link homeOf}. */
  homes: ReadonlyMap<string, string>;
  /** By tensor id: the row that gives it its value. */
  valueSteps: ReadonlyMap<string, number>;
  /** By `pass.index`. */
  passes: ReadonlyMap<number, PassIndex>;
  /** Ids of the tensors that a pass starts from, and of the output. */
  starts: ReadonlySet<string>;
  /** Ids of the tensors to which any pass brings a gradient. */
  reached: ReadonlySet<string>;
}

const NOTHING: readonly never[] = [];

/** The graph in which no op is opened. */
export function closedOf(graph: Graph): Graph {
  return graph.closed ?? graph;
}

/** Builds all look-ups once: linear in the size of the document. */
export function indexDocument(sent: GraphDocument): Graph {
  const document = withRepeats(withRounds(sent));
  const origins = document.steps.map((_, row) => row);
  return indexAs({
    document,
    form: {},
    closed: null,
    origins,
    called: new Map(),
    homes: new Map(),
  });
}

/**
 * Builds the look-ups of a document that was made of another one.
 * @param made its `homes` are of what has its place settled; see {@link homeOf} for all others
 */
export function indexAs(
  made: Pick<Graph, "document" | "form" | "closed" | "origins" | "called" | "homes">,
): Graph {
  const { document } = made;
  const tensors = new Map(document.tensors.map((tensor) => [tensor.id, tensor]));
  const ops = new Map(document.ops.map((op) => [op.id, op]));
  const modules = new Map(document.modules.map((module) => [module.id, module]));
  const edges = new Map<string, Edge>();
  const consumers = new Map<string, Edge[]>();
  for (const edge of document.edges) {
    edges.set(edgeKey(edge.op, edge.slot, edge.direction), edge);
    if (edge.direction === "in") append(consumers, edge.tensor, edge);
  }
  const children = new Map<string, string[]>();
  for (const module of document.modules) append(children, module.parent ?? "", module.id);
  const passes = indexPasses(document);
  const graph = {
    ...made,
    tensors,
    ops,
    modules,
    edges,
    consumers,
    children,
    homes: new Map<string, string>(),
    valueSteps: valueSteps(document, ops),
    passes,
    starts: new Set([document, ...document.passes].flatMap(({ output }) => output ?? [])),
    reached: reachedIn(passes.values()),
  };
  for (const op of document.ops) graph.homes.set(op.id, op.module ?? "");
  for (const tensor of document.tensors)
    graph.homes.set(tensor.id, made.homes.get(tensor.id) ?? homeOf(graph, tensor));
  return graph;
}

function valueSteps(document: GraphDocument, ops: ReadonlyMap<string, Op>): Map<string, number> {
  const rows = new Map<string, number>();
  document.steps.forEach(([, kind, op, tensor], row) => {
    if (kind === "forward" && op !== null) {
      for (const output of ops.get(op)?.outputs ?? NOTHING) rows.set(output, row);
    } else if ((kind === "leaf" || kind === "update") && tensor !== null) rows.set(tensor, row);
  });
  return rows;
}

/** In one walk over the steps, since a training loop has hundreds of passes. */
function indexPasses({ passes, steps }: GraphDocument): Map<number, PassIndex> {
  const indexed = new Map(passes.map((pass) => [pass.index, emptyIndex(pass, steps.length)]));
  steps.forEach(([pass, kind, op, tensor, slot], row) => {
    const index = indexed.get(pass);
    if (!index) return;
    const { arrivals, seeds, fires } = index;
    index.start = Math.min(index.start, row);
    if (kind === "seed" && tensor !== null) seeds.set(tensor, row);
    else if ((kind === "backward" || kind === "forward") && op !== null) fires.set(op, row);
    else if (kind === "contribution" && op !== null && tensor !== null && slot !== null)
      append(arrivals, tensor, { op, slot, step: row });
  });
  return indexed;
}

function reachedIn(passes: Iterable<PassIndex>): Set<string> {
  const reached = new Set<string>();
  for (const { seeds, arrivals } of passes)
    for (const tensors of [seeds, arrivals]) for (const id of tensors.keys()) reached.add(id);
  return reached;
}

function emptyIndex(pass: Pass, start: number) {
  const arrivals = new Map<string, Arrival[]>();
  return {
    pass,
    start,
    arrivals,
    seeds: new Map<string, number>(),
    fires: new Map<string, number>(),
  };
}

/** Module ids from `module` itself up to, but without, the root. */
export function ancestors(graph: Graph, module: string): string[] {
  const path: string[] = [];
  for (let id = module; id !== ""; id = graph.modules.get(id)?.parent ?? "") path.push(id);
  return path;
}

/** Whether `module` is `ancestor` or lies inside it; everything lies inside the root "". */
export function isInside(graph: Graph, module: string, ancestor: string): boolean {
  return ancestor === "" || ancestors(graph, module).includes(ancestor);
}

/**
 * The module that a tensor is drawn in. What only leaves a module is drawn outside it, so that a
 * folded module still shows what it returns; a parameter or constant stands with the ops it serves.
 */
export function homeOf(graph: Omit<Graph, "homes">, tensor: Tensor): string {
  const users = (graph.consumers.get(tensor.id) ?? NOTHING).map(
    (edge) => graph.ops.get(edge.op)?.module ?? "",
  );
  const parent = (id: string) => graph.modules.get(id)?.parent ?? "";
  const within = (module: string, ancestor: string) => isInside(graph as Graph, module, ancestor);
  let home = tensor.module ?? "";
  if (tensor.source == null) {
    const [first] = users;
    if (first === undefined || tensor.role === "input" || tensor.role === "target") return home;
    let common = first;
    while (!users.every((user) => within(user, common))) common = parent(common);
    return within(common, home) ? common : home;
  }
  const leaves = users.length > 0 || graph.starts.has(tensor.id);
  // The losses of repeated rounds are part of what is repeated.
  const stays = (id: string) =>
    users.length === 0 &&
    tensor.id !== graph.document.output &&
    graph.modules.get(id)?.type === REPEATED;
  while (leaves && home !== "" && !stays(home) && !users.some((user) => within(user, home)))
    home = parent(home);
  return home;
}

/** The contributions that a pass sends to a tensor, in the order of their arrival. */
export function arrivalsOf(graph: Graph, pass: number, tensor: string): readonly Arrival[] {
  return graph.passes.get(pass)?.arrivals.get(tensor) ?? NOTHING;
}

/** What `op` sends to its input in `slot` in a pass; undefined beyond the first 2,000 ops. */
export function contributionOf(
  graph: Graph,
  pass: number,
  op: string,
  slot: number,
): ArrayJson | undefined {
  return graph.passes.get(pass)?.pass.contributions?.[`${op}:${slot}`];
}

/** Whether any reverse or tangent pass brings a gradient to the tensor. */
export function isReached({ reached }: Graph, tensor: string): boolean {
  return reached.has(tensor);
}

/** Whether a pass brings a gradient to the tensor. */
export function isReachedIn(graph: Graph, pass: number, tensor: string): boolean {
  const { seeds, arrivals } = graph.passes.get(pass) ?? {};
  return (seeds?.has(tensor) || arrivals?.has(tensor)) ?? false;
}

/** Whether an op that took it fired and had nothing for it, as the number of a class gets nothing. */
export function isPassedBy(graph: Graph, tensor: string): boolean {
  if (isReached(graph, tensor)) return false;
  const reverse = [...graph.passes.values()].filter(({ pass }) => pass.mode === "reverse");
  const users = graph.consumers.get(tensor) ?? NOTHING;
  return users.some(({ op }) => reverse.some(({ fires }) => fires.has(op)));
}

/** Whether nothing came of a result: no op took it, and no pass started from it. */
export function isUnused({ consumers, starts }: Graph, tensor: string): boolean {
  return !starts.has(tensor) && !consumers.has(tensor);
}

/** The versions of a leaf up to this one, the first one first. */
export function versionsOf(graph: Graph, tensor: string): string[] {
  const versions: string[] = [];
  for (let id: string | undefined = tensor; id !== undefined; id = graph.tensors.get(id)?.previous)
    versions.unshift(id);
  return versions;
}

/** Whether an update made it and no op has taken it: what a training loop ends with. */
export function isLastVersion(graph: Graph, tensor: string): boolean {
  return graph.tensors.get(tensor)?.previous !== undefined && !graph.consumers.has(tensor);
}

const LONGEST_NAME = 24;
const names = new WeakMap<object, Map<string, string>>();

/**
 * What a tensor is called on the page: its label; else, for a constant, its number; else the text
 * of its expression when that is short and on one line; else the name of the module that it leaves,
 * or an expression put together from its op and the names of its inputs, cut where it is long.
 */
export function displayName(graph: Graph, tensor: string): string {
  let known = names.get(graph.form);
  if (known === undefined) names.set(graph.form, (known = allNames(graph)));
  return known.get(tensor) ?? tensor;
}

/** In the order of the ops, so that the names of inputs are there when an output needs them. */
function allNames(graph: Graph): Map<string, string> {
  const known = new Map(graph.called);
  const add = (id: string) => {
    const tensor = graph.tensors.get(id);
    if (tensor && !known.has(id)) known.set(id, nameOf(graph, tensor, known));
  };
  for (const op of graph.document.ops) {
    op.inputs.forEach(add);
    op.outputs.forEach(add);
  }
  graph.document.tensors.forEach(({ id }) => add(id));
  return known;
}

function nameOf(graph: Graph, tensor: Tensor, known: ReadonlyMap<string, string>): string {
  if (tensor.label) return tensor.previous === undefined ? tensor.label : versionName(tensor.label);
  if (tensor.role === "constant" && tensor.value && isFull(tensor.value)) {
    const [number] = tensor.value.data;
    if (tensor.shape.length === 0 && number !== undefined) return formatNumber(number);
  }
  const op = tensor.source == null ? undefined : graph.ops.get(tensor.source);
  const text = isPartOfLarger(graph, tensor) ? "" : sourceText(graph, tensor.span);
  const several = op !== undefined && op.outputs.length > 1;
  const place = several ? `[${op.outputs.indexOf(tensor.id)}]` : "";
  const room = LONGEST_NAME - place.length;
  if (text !== "" && text.length <= room) return text.replaceAll("-", MINUS) + place;
  if (op === undefined) return tensor.id;
  const module = op.module ?? "";
  if (graph.homes.get(tensor.id) !== module && !several)
    return moduleName(graph, module) ?? op.symbol;
  return shortExpression(op, (id) => known.get(id) ?? id, room) + place;
}

/** "w'1" as it is written by hand: w⁽¹⁾. */
export function versionName(label: string): string {
  return label.replace(/'(\d+)/, (_, version: string) => {
    const digits = version.replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "");
    return `⁽${digits}⁾`;
  });
}

/** A module's name; one that has only a number in a list is called with what holds it: "m.0", not "0". */
function moduleName({ modules }: Graph, id: string): string | undefined {
  const module = modules.get(id);
  const around = modules.get(module?.parent ?? "");
  // What is repeated is held together for the drawing alone.
  const holder = around?.type === REPEATED ? modules.get(around.parent ?? "") : around;
  return module && holder && /^\d+$/.test(module.name)
    ? `${holder.name}.${module.name}`
    : module?.name;
}

/** Whether the same text goes on to make something else of it: then it is not the text's value. */
function isPartOfLarger(graph: Graph, { id, span, source }: Tensor): boolean {
  if (span === undefined || source == null) return false;
  const module = graph.ops.get(source)?.module ?? "";
  return (graph.consumers.get(id) ?? []).some((edge) => {
    const user = graph.ops.get(edge.op);
    const same = user?.outputs.some((output) => sameSpan(graph.tensors.get(output)?.span, span));
    // Two calls of a function share its text as well, but there each has a value of its own.
    return (
      same && ancestors(graph, module).some((around) => isInside(graph, user?.module ?? "", around))
    );
  });
}

function sameSpan(first: Tensor["span"], second: NonNullable<Tensor["span"]>): boolean {
  return (
    first?.line === second.line &&
    first.column === second.column &&
    first.end_line === second.end_line &&
    first.end_column === second.end_column
  );
}

const sources = new WeakMap<GraphDocument, string[][]>();

/** The program's text under a span, "" when there is none or it covers several lines. */
export function sourceText(graph: Graph, span: Tensor["span"]): string {
  if (span === undefined || span.line !== span.end_line) return "";
  let lines = sources.get(graph.document);
  // Columns count code points, JavaScript's strings count UTF-16 units.
  if (lines === undefined)
    sources.set(
      graph.document,
      (lines = graph.document.source.split(/\r\n|\r|\n/).map((line) => Array.from(line))),
    );
  return (lines[span.line - 1] ?? []).slice(span.column, span.end_column).join("").trim();
}

/** Whether an array travels with all its elements. */
export function isFull(array: ArrayJson): array is FullArray {
  return "data" in array;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
