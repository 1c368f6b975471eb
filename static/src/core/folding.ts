/** Which modules are folded, and what can be seen because of it. */
import { ancestors, closedOf, type Graph, isInside } from "./graph.ts";
import { REPEATED } from "./repeats.ts";
import { ROUND } from "./rounds.ts";
import { isOpened } from "./scalar/groups.ts";

/** Ids of the folded modules. A folded module hides everything inside it. */
export type Folding = ReadonlySet<string>;

/** About as many ops as a person can take in at once. */
const COMFORTABLE = 60;
/** Of a larger graph so many ops and modules are seen at first. */
const AT_A_GLANCE = 20;
/** Rounds of a loop that are read one below the other. */
const FEW_ROUNDS = 3;

export const ALL_OPEN: Folding = new Set();

export function toggle(folding: Folding, module: string): Folding {
  const next = new Set(folding);
  if (!next.delete(module)) next.add(module);
  return next;
}

export function foldAll(graph: Graph): Folding {
  return new Set(foldable(graph));
}

/** Opened ops and tensors do not fold: they close. */
function foldable({ modules }: Graph): string[] {
  return [...modules.values()].flatMap((module) => (isOpened(module) ? [] : [module.id]));
}

/**
 * Everything open in a small graph but repeated blocks; a large one as far, from the outside in, as
 * it is seen at a glance. Of a loop that goes round more than a few times, the last round is open.
 */
export function defaultFolding(graph: Graph): Folding {
  const rounds = [...graph.modules.values()].filter(({ type }) => type === ROUND);
  const [last] = rounds.slice(-1);
  if (last === undefined || rounds.length <= FEW_ROUNDS)
    return closedOf(graph).ops.size <= COMFORTABLE
      ? repeats(graph)
      : unfoldedTo(graph, foldAll(graph), AT_A_GLANCE);
  const within = (id: string): boolean => isInside(graph, id, last.id);
  const size = [...graph.ops.values()].filter(({ module = "" }) => within(module)).length;
  const open = size <= COMFORTABLE ? within : (id: string): boolean => id === last.id;
  return new Set(foldable(graph).filter((id) => !open(id)));
}

function repeats({ modules }: Graph): Folding {
  const ids = [...modules.values()].flatMap(({ id, type }) => (type === REPEATED ? [id] : []));
  return ids.length === 0 ? ALL_OPEN : new Set(ids);
}

/**
 * More of a folding unfolded, level by level from the outside in, for as long as no more than `most`
 * ops and folded modules can be seen.
 */
export function unfoldedTo(graph: Graph, folding: Folding, most: number): Folding {
  const { folded } = visible(graph, folding);
  const next = new Set([...folding].filter((module) => !folded.includes(module)));
  const seen = visible(graph, next);
  if (folded.length === 0 || seen.ops.length + seen.folded.length > most) return folding;
  return unfoldedTo(graph, next, most);
}

/** Opens whatever hides a tensor, an op or a module. */
export function reveal(graph: Graph, folding: Folding, id: string): Folding {
  const hiding = enclosing(graph, id).filter((module) => folding.has(module));
  if (hiding.length === 0) return folding;
  const next = new Set(folding);
  for (const module of hiding) next.delete(module);
  return next;
}

/** The folded module that stands in the place of a tensor, op or module; null if it can be seen. */
export function hiddenBy(graph: Graph, folding: Folding, id: string): string | null {
  return enclosing(graph, id).findLast((module) => folding.has(module)) ?? null;
}

/** What can be seen. */
export interface Visible {
  tensors: string[];
  ops: string[];
  /** Parents before children. */
  open: string[];
  /** Folded modules that are themselves visible. */
  folded: string[];
}

/** All of it in document order. */
export function visible(graph: Graph, folding: Folding): Visible {
  const seen = (id: string) => hiddenBy(graph, folding, id) === null;
  const modules = [...graph.modules.keys()].filter(seen);
  return {
    tensors: [...graph.tensors.keys()].filter(seen),
    ops: [...graph.ops.keys()].filter(seen),
    open: modules.filter((module) => !folding.has(module)),
    folded: modules.filter((module) => folding.has(module)),
  };
}

/** Modules around a tensor, op or module (itself not included), innermost first. */
function enclosing(graph: Graph, id: string): string[] {
  const module = graph.modules.get(id);
  return ancestors(graph, module ? (module.parent ?? "") : (graph.homes.get(id) ?? ""));
}
