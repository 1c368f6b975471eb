import { timelineOf } from "../core/timeline.ts";
import type { Catalog } from "./catalog.ts";
import type { FormulaOf } from "./graph/travel.ts";
import { backwardLatex } from "./inspector/formulas.ts";
import type { Studio } from "./studio.ts";

/** The backward formulas behind contributions, with the names of the graph that is drawn. */
export function contributionFormulas(studio: Studio, catalog: Catalog): FormulaOf {
  studio.subscribe(
    ({ graph }) => graph,
    // Asked for now, the formulas are there when their contributions travel.
    (graph) => new Set(graph?.document.ops.map(({ op }) => op)).forEach(catalog.entry),
  );
  return (id, slot) => {
    const { graph, position } = studio.state;
    const op = graph?.ops.get(id);
    const entry = op && catalog.entry(op.op);
    const pass = graph && timelineOf(graph).stops[position.stop]?.pass;
    return graph && entry ? backwardLatex(graph, op, entry, slot, pass ?? 0) : null;
  };
}
