import type { CatalogEntry } from "../api/ops.ts";
import type { Term } from "../api/terms.ts";
import type { ArrayJson, Num, Op } from "../core/document.ts";
import { closedOf, contributionOf, type Graph, isFull } from "../core/graph.ts";
import { isCatalogued } from "../core/scalar/words.ts";
import { edgeKey } from "../core/layout/scene.ts";
import { timelineOf } from "../core/timeline.ts";
import { workingOf } from "../core/working.ts";
import { putConstants } from "../marks/notation.ts";
import { numberLatex, sumLatex, withNumbers } from "../marks/numerals.ts";
import type { Catalog } from "./catalog.ts";
import type { FormulaOf } from "./graph/travel.ts";
import { backwardLatex } from "./inspector/formulas.ts";
import { slopeLatex } from "./inspector/scalar_card.ts";
import { isCheap, type Origins } from "./origins.ts";
import type { Studio } from "./studio.ts";

/** Products of a sum that are written out on the card. */
const WRITTEN = 3;

/**
 * The backward formulas behind contributions, with the names of the graph that is drawn, and its
 * numbers. What is no matter of a few products is asked for, once a step is at rest.
 */
export function contributionFormulas(
  studio: Studio,
  catalog: Catalog,
  origins: Origins,
): FormulaOf {
  studio.subscribe(
    ({ graph }) => graph,
    // Asked for now, the formulas are there when their contributions travel.
    (graph) => {
      const ops = graph?.document.ops.filter((op) => isCatalogued(graph, op)) ?? [];
      new Set(ops.map(({ op }) => op)).forEach(catalog.entry);
    },
  );
  return (id, slot) => {
    const { graph, position } = studio.state;
    const op = graph?.ops.get(id);
    if (!graph || !op) return null;
    const pass = timelineOf(graph).stops[position.stop]?.pass ?? 0;
    if (!isCatalogued(graph, op)) {
      const names = slopeLatex(graph, op, slot, pass);
      return names === null ? null : { names, numbers: slopeNumbers(graph, op, slot, pass) };
    }
    const entry = catalog.entry(op.op);
    const names = entry && backwardLatex(graph, op, entry, slot, pass);
    return entry === null || names === null
      ? null
      : {
          names,
          numbers:
            numbersLatex(graph, op, entry, slot, pass, names) ??
            termsLatex(studio, origins, op, slot, pass, names),
        };
  };
}

/** "k^∇_0 = 0.24 · (−0.61) + 0.66 · 0.3 + ⋯ = −0.09": the first element as its sum of products. */
function termsLatex(
  { state }: Studio,
  origins: Origins,
  op: Op,
  slot: number,
  pass: number,
  names: string,
): string | null {
  const { graph, playing, position } = state;
  const tensor = op.inputs[slot];
  const atRest = !playing && position.t === 1;
  if (!graph || tensor === undefined || !atRest || !isCheap(graph)) return null;
  if (!closedOf(graph).ops.has(op.id) || !closedOf(graph).tensors.has(tensor)) return null;
  const index = (graph.tensors.get(tensor)?.shape ?? []).map(() => 0);
  const origin = origins.of(tensor, index, pass);
  if (origin === null || origin === "asked" || "problem" in origin) return null;
  const sent = origin.contributions.find((one) => one.op === op.id && one.slot === slot);
  if (!sent?.terms || sent.terms.length === 0) return null;
  const products = sent.terms.slice(0, WRITTEN).map(factorsOf);
  return `${elementLatex(names, index)} = ${sumLatex(products, sent.count)} = ${numberLatex(sent.sum)}`;
}

/** A term's number, unless it is one, and the cells that it is multiplied with. */
function factorsOf({ cells, factor }: Term): Num[] {
  const others = cells.filter(({ within }) => !within).map(({ value }) => value);
  return factor === 1 && others.length > 0 ? others : [factor, ...others];
}

/** "= 0.15 · (−0.61) = −0.09": what a scalar op sends, by its slope. */
function slopeNumbers(graph: Graph, op: Op, slot: number, pass: number): string | null {
  const slope = firstOf(graph.edges.get(edgeKey(op.id, slot, "in"))?.local);
  const gradient = firstOf(graph.passes.get(pass)?.pass.gradients?.[op.outputs[0] ?? ""]);
  const result = firstOf(contributionOf(graph, pass, op.id, slot));
  if (slope === undefined || gradient === undefined || result === undefined) return null;
  return `= ${sumLatex([[slope, gradient]], 1)} = ${numberLatex(result)}`;
}

/** "= −0.61 · 0.81 · (1 − 0.81) = −0.09": the first element of a contribution, worked out. */
function numbersLatex(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  pass: number,
  names: string,
): string | null {
  const working = workingOf(graph, pass, op, slot);
  const sent = contributionOf(graph, pass, op.id, slot);
  const result = firstOf(sent);
  if (working === null || result === undefined) return null;
  const written =
    working.kind === "sum"
      ? sumLatex(working.products, working.count)
      : withNumbers(constantsIn(entry, op, slot), {
          values: numbered(
            [...entry.inputs, ...entry.outputs],
            [...working.values, ...working.results],
          ),
          gradients: numbered(entry.outputs, working.gradients),
        });
  if (written === null) return null;
  const value = numberLatex(result);
  const worked = written === value ? `= ${value}` : `= ${written} = ${value}`;
  return `${elementLatex(names, sent?.shape ?? [])} ${worked}`;
}

function constantsIn({ formula }: CatalogEntry, { constants = {} }: Op, slot: number): string {
  const latex = formula.backward[Math.min(slot, formula.backward.length - 1)] ?? "";
  return Object.entries(constants).reduce(
    (left, [name, value]) =>
      typeof value === "number"
        ? left.replaceAll(new RegExp(`\\\\${name}(?![A-Za-z])`, "g"), numberLatex(value))
        : left,
    putConstants(latex, formula.forward, constants),
  );
}

/** "k^∇_{0}": which element is worked out; nothing for a scalar. */
function elementLatex(names: string, shape: readonly number[]): string {
  const [left] = /^.*?\^\{\\nabla\}/.exec(names) ?? [""];
  return shape.length === 0 || left === "" ? "" : `${left}_{${shape.map(() => 0).join(",")}}`;
}

function firstOf(array: ArrayJson | undefined): Num | undefined {
  return array && isFull(array) ? array.data[0] : undefined;
}

function numbered(names: readonly string[], numbers: readonly Num[]): Map<string, Num> {
  return new Map(
    names.flatMap((name, index) => {
      const number = numbers[index];
      return number === undefined ? [] : [[name.replace("*", ""), number] as const];
    }),
  );
}
