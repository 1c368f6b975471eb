/** The three levels at which a graph is read, and what is opened for them. */
import { ALL_OPEN, foldAll, type Folding } from "../folding.ts";
import { closedOf, type Graph } from "../graph.ts";
import type { Opened } from "./opening.ts";
import { isTrivial, NONE_OPENED } from "./opening.ts";

/** "module": everything folded. "tensor": all modules open. "scalar": all ops opened that can be. */
export type Level = "module" | "tensor" | "scalar";

export const LEVELS: readonly Level[] = ["module", "tensor", "scalar"];

/** The level that a graph is read at; null where some parts are at one and some at another. */
export function levelOf(graph: Graph, folding: Folding, opened: Opened): Level | null {
  const modules = foldAll(graph);
  const folded = [...modules].filter((id) => folding.has(id)).length;
  if (opened === "all") return folded === 0 ? "scalar" : null;
  if (opened.size > 0) return null;
  if (folded === 0) return "tensor";
  return folded === modules.size ? "module" : null;
}

/** What is folded and opened at a level. */
export function atLevel(graph: Graph, level: Level): { folding: Folding; opened: Opened } {
  return {
    folding: level === "module" ? foldAll(graph) : ALL_OPEN,
    opened: level === "scalar" ? "all" : NONE_OPENED,
  };
}

/** What is still opened when an opened op is closed, or a tensor with all the ops that meet it. */
export function closed(graph: Graph, opened: Opened, id: string): Opened {
  const { document } = closedOf(graph);
  const meets = document.ops.filter((op) => [op.id, ...op.inputs, ...op.outputs].includes(id));
  const closing = new Set(meets.some((op) => op.id === id) ? [id] : meets.map((op) => op.id));
  const all = opened === "all" ? (document.expansions ?? []).map(({ op }) => op) : [...opened];
  return new Set(all.filter((op) => !closing.has(op)));
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
