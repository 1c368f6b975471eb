/** What stands in the box of a module. */
import type { Module } from "./document.ts";
import { outermost } from "./expression.ts";
import { closedOf, displayName, type Graph } from "./graph.ts";
import { titleOf } from "./measure.ts";
import { REPEATED } from "./repeats.ts";
import { isOpened, OPENED_OP, wholeOf } from "./scalar/groups.ts";

/** What a module is, where its name does not say it; and which call, from the second. */
function kindOf(module: Module): string {
  const { type, name, call = 1 } = module;
  const plain = type === "block" || type === name || type === REPEATED || isOpened(module);
  return [plain ? "" : type, ...(call > 1 ? [`call ${call}`] : [])].filter(Boolean).join(", ");
}

/**
 * The title of an open module, as far as its ground has room for it. An opened op or result without
 * a name is rather called by what it does last than by half of its expression.
 */
export function titleIn(graph: Graph, module: Module, width: number): string {
  const names = isOpened(module) ? [module.name, ...shorterNames(graph, module)] : [];
  const whole = names.find((name, place) => titleOf(name, width) === name && isWhole(name, place));
  return whole ?? titleOf(names.at(-1) ?? module.name, width);
}

/** Whether nothing of an expression was cut; in shorter ones points stand for what is left out. */
function isWhole(name: string, place: number): boolean {
  return place > 0 || !name.includes("…");
}

function shorterNames(graph: Graph, { id, name, type }: Module): string[] {
  const closed = closedOf(graph);
  const tensor = closed.tensors.get(wholeOf(id));
  const op = closed.ops.get(type === OPENED_OP ? id : (tensor?.source ?? ""));
  if (op === undefined || (type !== OPENED_OP && tensor?.label)) return [name];
  const last = outermost(op, (one) =>
    closed.tensors.get(one)?.label ? displayName(closed, one) : null,
  );
  return type === OPENED_OP ? [last, op.symbol] : [last];
}

/** What stands with the name of a module. */
export function captionOf(graph: Graph, module: Module, folded: boolean): string {
  return folded ? foldedCaption(graph, module) : kindOf(module);
}

/** Under the name of a folded module: what it is, and how many ops it holds. */
export function foldedCaption(graph: Graph, module: Module): string {
  const count = countOps(graph, module.id);
  const ops = count === 1 ? "1 op" : `${count} ops`;
  return [kindOf(module), ops].filter(Boolean).join(" · ");
}

const counts = new WeakMap<Graph, ReadonlyMap<string, number>>();

/** Ops in a module and in all modules inside it; one that is opened counts as the op that it is. */
export function countOps(graph: Graph, module: string): number {
  let known = counts.get(graph);
  if (known === undefined) counts.set(graph, (known = countAll(graph)));
  return known.get(module) ?? 0;
}

function countAll({ document, modules }: Graph): Map<string, number> {
  const sums = new Map<string, number>();
  const places = [
    ...document.ops.flatMap(({ module = "" }) =>
      isOpened(modules.get(module) ?? { type: "" }) ? [] : [module],
    ),
    ...document.modules.flatMap(({ type, parent = "" }) => (type === OPENED_OP ? [parent] : [])),
  ];
  for (const place of places)
    for (let id = place; id !== ""; id = modules.get(id)?.parent ?? "")
      sums.set(id, (sums.get(id) ?? 0) + 1);
  return sums;
}
