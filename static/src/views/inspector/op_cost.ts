import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import { sizeOf } from "../../core/cells.ts";
import type { Op } from "../../core/document.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import { savedNames } from "./formulas.ts";

/** What forward kept for backward, what it did not, and the Jacobian that nobody had to write. */
export function opCost(
  graph: Graph,
  op: Op,
  entry: CatalogEntry | null,
  slot: number,
): TemplateResult {
  const kept = op.saved ?? [];
  const bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  return html`<p class="about cost">
    ${
      kept.length === 0
        ? "Nothing is saved for the way back."
        : html`Saved for the way back: ${savedNames(graph, op, entry)}, ${count(bytes, "byte")}.`
    }
    ${entry?.differentiable ? jacobian(graph, op, entry, slot) : nothing}
  </p>`;
}

/** The numbers that a full Jacobian of one input would hold, against those that were computed. */
function jacobian(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  slot: number,
): TemplateResult | typeof nothing {
  const input = op.inputs[slot];
  const tensor = graph.tensors.get(input ?? "");
  if (!input || !tensor || tensor.differentiable === false) return nothing;
  if (entry.derivation[Math.min(slot, entry.derivation.length - 1)]?.element === "") return nothing;
  const made = sizeOf(tensor.shape);
  const outputs = op.outputs
    .map((id) => sizeOf(graph.tensors.get(id)?.shape ?? []))
    .reduce((sum, size) => sum + size, 0);
  const full = made * outputs;
  if (full === 1) return nothing;
  const which = op.inputs.length > 1 ? ` for ${displayName(graph, input)}` : "";
  return html`A full Jacobian${which} would hold ${count(full, "number")};
  ${made.toLocaleString("en")} ${made === 1 ? "was" : "were"} computed.`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
