/** What is said of scalar ops in opened ops: the catalogue's words are of whole tensors. */
import type { Op } from "../document.ts";
import { closedOf, type Graph } from "../graph.ts";
import type { Phrases } from "../phrases/form.ts";
import { PHRASES } from "../phrases/phrases.ts";
import { APART, OPENED_OP, TOGETHER } from "./groups.ts";

/** `{all}` stands for all inputs. */
const ADD_UP: Phrases = { noun: "sum", makes: "the sum of {all}", back: ["times 1"] };

const BORDERS: Readonly<Record<string, Phrases>> = {
  [APART]: {
    noun: "border",
    makes: "{0}, taken apart,",
    back: ["puts the gradients of the elements together"],
  },
  [TOGETHER]: {
    noun: "border",
    makes: "{all}, put together,",
    back: ["takes this element out of {g}"],
  },
};

/** Whether it is at the border of an opened op, which the catalogue knows nothing of. */
export function isBorder({ op }: Pick<Op, "op">): boolean {
  return op in BORDERS;
}

/**
 * Whether the catalogue's words and formulas fit an op: those of a product fit two numbers, those of
 * a softmax do not fit a function of several numbers that gives one of its elements.
 */
export function isCatalogued(graph: Graph, op: Op): boolean {
  const group = graph.modules.get(op.module ?? "");
  if (group?.type !== OPENED_OP) return true;
  if (isBorder(op) || (op.op === "sum" && op.inputs.length > 1)) return false;
  const { ops, document } = closedOf(graph);
  const opened = ops.get(group.id);
  const elementwise = document.edges.some(
    (edge) => edge.op === group.id && edge.local !== undefined,
  );
  return op.op !== opened?.op || elementwise;
}

/** What an op does, in words; undefined where there are no words of its own. */
export function phrasesOf(graph: Graph, op: Op): Phrases | undefined {
  if (isCatalogued(graph, op)) return PHRASES[op.op];
  return BORDERS[op.op] ?? (op.op === "sum" ? ADD_UP : undefined);
}
