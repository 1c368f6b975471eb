import { isCatalogued } from "../core/scalar/words.ts";
import { timelineOf } from "../core/timeline.ts";
import type { Catalog } from "./catalog.ts";
import type { FormulaOf } from "./graph/travel.ts";
import { backwardLatex } from "./inspector/formulas.ts";
import { slopeLatex } from "./inspector/scalar_card.ts";
import type { Studio } from "./studio.ts";

/** The backward formulas behind contributions, with the names of the graph that is drawn. */
export function contributionFormulas(studio: Studio, catalog: Catalog): FormulaOf {
  studio.subscribe(
    ({ graph }) => graph,
    // Asked for now, the formulas are there when their contributions travel.
    (graph) =>
      new Set(
        graph?.document.ops.flatMap((op) => (isCatalogued(graph, op) ? [op.op] : [])),
      ).forEach(catalog.entry),
  );
  return (id, slot) => {
    const { graph, position } = studio.state;
    const op = graph?.ops.get(id);
    const pass = graph && timelineOf(graph).stops[position.stop]?.pass;
    if (graph && op && !isCatalogued(graph, op)) return slopeLatex(graph, op, slot, pass ?? 0);
    const entry = op && catalog.entry(op.op);
    return graph && entry ? backwardLatex(graph, op, entry, slot, pass ?? 0) : null;
  };
}
