import type { Term } from "../../api/terms.ts";
import type { CatalogEntry } from "../../api/ops.ts";
import type { Cell } from "../../core/cells.ts";
import type { Op } from "../../core/document.ts";
import type { Graph } from "../../core/graph.ts";
import {
  chooseLetters,
  fillPlaceholders,
  identifierLatex,
  type Letters,
  ofNumbers,
  putConstants,
  withoutSummands,
} from "../../marks/notation.ts";

/** The tensors that the placeholders of an op's formulas stand for. */
export function tensorsFor(op: Op, entry: CatalogEntry): Map<string, string | undefined> {
  const inputs = entry.inputs.map(
    (input, slot) => [input.replace("*", ""), op.inputs[slot]] as const,
  );
  const outputs = entry.outputs.map((output, number) => [output, op.outputs[number]] as const);
  return new Map([...inputs, ...outputs]);
}

/**
 * How this graph's tensors are written in an op's formulas. In `y = y + 1` the two tensors share a
 * label: the later one gets a prime.
 */
export function lettersFor(graph: Graph, op: Op, entry: CatalogEntry): Letters {
  const primed = new Map<string, string>();
  const taken = new Set<string>();
  const named = (id: string | undefined): string | null => {
    const label = id === undefined ? undefined : graph.tensors.get(id)?.label;
    if (!label || id === undefined) return null;
    let name = primed.get(id) ?? label;
    while (!primed.has(id) && taken.has(name)) name += "'";
    primed.set(id, name);
    taken.add(name);
    return name;
  };
  const names = [...tensorsFor(op, entry)].map(([key, id]) => [key, named(id)] as const);
  return chooseLetters(new Map(names), labelsOf(graph));
}

const labels = new WeakMap<Graph, ReadonlySet<string>>();

/** All names that the program gave. */
function labelsOf(graph: Graph): ReadonlySet<string> {
  let known = labels.get(graph);
  if (!known) {
    known = new Set(graph.document.tensors.flatMap(({ label }) => label || []));
    labels.set(graph, known);
  }
  return known;
}

/** Puts this graph's names and the op's constants into the catalogue's formulas. */
export function writer(graph: Graph, op: Op, entry: CatalogEntry): (latex: string) => string {
  const plain = isOfNumbers(graph, op, entry) ? ofNumbers : (latex: string) => latex;
  const letters = lettersFor(graph, op, entry);
  const absent = entry.inputs.slice(op.inputs.length).filter((input) => !input.startsWith("*"));
  const output = graph.tensors.get(graph.document.output ?? "")?.label;
  const loss = output ? identifierLatex(output) : "l";
  return (latex) => {
    const said = withoutSummands(plain(latex), absent);
    const numbered = putConstants(said, entry.formula.forward, op.constants ?? {});
    // The catalogue derives by the loss l; here it has a name of its own.
    return fillPlaceholders(numbered.replaceAll("\\partial l}", `\\partial ${loss}}`), letters);
  };
}

/** Whether an op that works element by element has single numbers, so that there are no elements to tell apart. */
export function isOfNumbers(graph: Graph, op: Op, entry: CatalogEntry): boolean {
  const ids = [...op.inputs, ...op.outputs];
  return entry.elementwise && ids.every((id) => graph.tensors.get(id)?.shape.length === 0);
}

/** The shapes of the tensors of an op, by placeholder; a scalar has none to show. */
export function shapesFor(graph: Graph, op: Op, entry: CatalogEntry): Map<string, string> {
  const shapes = new Map<string, string>();
  for (const [key, id] of tensorsFor(op, entry)) {
    const shape = graph.tensors.get(id ?? "")?.shape ?? [];
    if (shape.length > 0) shapes.set(key, shape.join("×"));
  }
  return shapes;
}

/**
 * The formula of a factor; of an op that works element by element with the indices of the cells that
 * it is made of: h_0 (1 − h_0). Other formulas have indices of their own.
 */
export function factorLatex(graph: Graph, op: Op, entry: CatalogEntry, term: Term): string {
  const tensors = tensorsFor(op, entry);
  const indexed = (term.text ?? "").replaceAll(/@([A-Za-z]+)_i\b/g, (_, key: string) => {
    const here = ({ tensor, of }: Cell): boolean => of === "value" && tensor === tensors.get(key);
    if (!entry.elementwise) return `@${key}_i`;
    const cell = term.cells.find(here);
    return cell && cell.index.length > 0 ? `@${key}_{${cell.index.join(",")}}` : `@${key}`;
  });
  return writer(graph, op, entry)(isSum(indexed) ? `\\left(${indexed}\\right)` : indexed);
}

/** Whether a formula adds or subtracts, so that it needs parentheses to be a factor. */
function isSum(latex: string): boolean {
  let [outside, inside] = [latex, ""];
  while (inside !== outside)
    [inside, outside] = [outside, outside.replaceAll(/\{[^{}]*\}|\([^()]*\)/g, "")];
  return / [+-] /.test(outside);
}
