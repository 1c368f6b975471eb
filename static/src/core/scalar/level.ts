/** The three levels at which a graph is read, and what is opened for them. */
import { ALL_OPEN, foldAll, type Folding, visible } from "../folding.ts";
import { closedOf, type Graph } from "../graph.ts";
import { REPEATED } from "../repeats.ts";
import type { Opened } from "./opening.ts";
import { isTrivial, NONE_OPENED } from "./opening.ts";

/** "module": everything folded. "tensor": all modules open. "scalar": all ops opened that can be. */
export type Level = "module" | "tensor" | "scalar";

export const LEVELS: readonly Level[] = ["module", "tensor", "scalar"];

/**
 * The level that a graph is read at, by what can be seen of it; null where some parts are at one and
 * some at another. A repeated block that is drawn once is at the level of what stands around it.
 */
export function levelOf(graph: Graph, folding: Folding, opened: Opened): Level | null {
  const { open, folded } = visible(graph, folding);
  if (opened === "all") return folded.length === 0 ? "scalar" : null;
  if (opened.size > 0) return null;
  if (folded.length > 0 && open.length === 0) return "module";
  return folded.every((id) => graph.modules.get(id)?.type === REPEATED) ? "tensor" : null;
}

/** What is folded and opened at a level. */
export function atLevel(graph: Graph, level: Level): { folding: Folding; opened: Opened } {
  return {
    folding: level === "module" ? foldAll(graph) : ALL_OPEN,
    opened: level === "scalar" ? "all" : NONE_OPENED,
  };
}

/** What is still opened when an opened op is closed. */
export function without(graph: Graph, opened: Opened, id: string): Opened {
  const { document } = closedOf(graph);
  const all = opened === "all" ? (document.expansions ?? []).map(({ op }) => op) : [...opened];
  return new Set(all.filter((op) => op !== id));
}

/** The tensor that is drawn as the elements in a module. */
export function tensorIn(graph: Graph, module: string): string {
  return closedOf(graph).tensors.has(module) ? module : module.replace(/\[\]$/, "");
}

/** What is opened without the ops that the program no longer has; the same set where it has all. */
export function stillOpened({ ops }: Graph, opened: Opened): Opened {
  if (opened === "all" || [...opened].every((op) => ops.has(op))) return opened;
  return new Set([...opened].filter((op) => ops.has(op)));
}

/** Why an op cannot be opened, as far as the document knows; null where it can, or nobody asked. */
export function refusalOf(graph: Graph, op: string): string | null {
  const expansion = graph.document.expansions?.find((one) => one.op === op);
  if (expansion === undefined) return null;
  if (expansion.refused !== undefined) return expansion.refused;
  return isTrivial(expansion) ? "It already works on single numbers." : null;
}
