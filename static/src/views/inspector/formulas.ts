import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry, Derivation } from "../../api/ops.ts";
import type { Op } from "../../core/document.ts";
import { arrivalsOf, displayName, type Graph } from "../../core/graph.ts";
import { formatNumber } from "../../core/number.ts";
import { formula } from "../../marks/formula.ts";
import { asShare, underShapes, withOthers } from "../../marks/notation.ts";
import { isOfNumbers, lettersFor, shapesFor, tensorsFor, writer } from "./letters.ts";

/** Whether what an op sends to a tensor in a pass is one contribution of several. */
function isShare(graph: Graph, pass: number, tensor: string | undefined): boolean {
  return tensor !== undefined && arrivalsOf(graph, pass, tensor).length > 1;
}

/** The backward formula of one input of an op, as it is written for this graph in a pass. */
export function backwardLatex(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  pass: number,
): string | null {
  const latex = entry.formula.backward[Math.min(slot, entry.formula.backward.length - 1)];
  if (!latex) return null;
  const shared = isShare(graph, pass, op.inputs[slot]) ? asShare(latex) : latex;
  return writer(graph, op, entry)(shared);
}

/** What forward kept for backward, as the formulas write it; a fact that is no tensor by its name. */
export function savedNames(graph: Graph, op: Op, entry: CatalogEntry | null): TemplateResult[] {
  const letters = entry && lettersFor(graph, op, entry);
  return (op.saved ?? []).map(({ name }, index) => {
    const letter = letters?.get(name);
    return html`${index > 0 ? ", " : ""}${letter ? formula(letter, false) : name}`;
  });
}

/** Of single numbers there is one output to sum over, and nothing to vectorise. */
const titlesOfNumbers = {
  element: "one number",
  sum: "chain rule",
  work_out: "work out",
  vectorise: "in short",
} as const;

const titles = {
  element: "one element",
  sum: "sum over all outputs",
  work_out: "work out",
  vectorise: "vectorise",
} as const;

/**
 * What the op computes, and for one input how its gradient comes about in four steps.
 * @param worked the third step with the numbers of one element
 */
export function explanation(
  graph: Graph,
  pass: number,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  onSlot: (slot: number) => void,
  worked: unknown,
): TemplateResult {
  const write = writer(graph, op, entry);
  const derivation = entry.derivation[Math.min(slot, entry.derivation.length - 1)];
  const shapes = shapesFor(graph, op, entry);
  return html`
    ${formula(write(underShapes(entry.formula.forward, shapes)))} ${legend(graph, op, entry)}
    ${entry.differentiable ? nothing : html`<p class="about">No gradient: ${entry.reason}</p>`}
    ${op.inputs.length > 1 && entry.differentiable ? inputChoice(graph, op, slot, onSlot) : nothing}
    ${derivation?.element ? steps(graph, pass, op.inputs[slot], derivation, isOfNumbers(graph, op, entry) ? titlesOfNumbers : titles, write, shapes, worked) : nothing}
  `;
}

function steps(
  graph: Graph,
  pass: number,
  tensor: string | undefined,
  derivation: Derivation,
  named: Readonly<Record<keyof typeof titles, string>>,
  write: (latex: string) => string,
  shapes: ReadonlyMap<string, string>,
  worked: unknown,
): TemplateResult {
  const { element, sum, work_out, vectorise } = derivation;
  const shared = tensor !== undefined && isShare(graph, pass, tensor);
  const lines = shared
    ? {
        element,
        sum: withOthers(sum),
        work_out: withOthers(work_out),
        vectorise: asShare(vectorise),
      }
    : derivation;
  return html`${
      shared
        ? html`<p class="about">
            ${displayName(graph, tensor)} gets ${arrivalsOf(graph, pass, tensor).length}
            contributions, which are added. This is one of them; dots stand for the others.
          </p>`
        : nothing
    }
    <ol class="steps">
      ${Object.entries(named).map(
        ([key, title], index) =>
          html`<li>
            <p class="label">${index + 1} · ${title}</p>
            ${formula(write(key === "vectorise" ? underShapes(lines.vectorise, shapes) : lines[key as keyof typeof titles]))}
            ${key === "work_out" ? worked : nothing}
          </li>`,
      )}
    </ol>`;
}

/** Which letters stand for tensors that have no name of their own, and for constants. */
function legend(graph: Graph, op: Op, entry: CatalogEntry): TemplateResult | typeof nothing {
  const letters = lettersFor(graph, op, entry);
  const tensors = [...tensorsFor(op, entry)].flatMap(([key, id]) =>
    id !== undefined && !graph.tensors.get(id)?.label
      ? [{ letter: letters.get(key) ?? "", meaning: displayName(graph, id) }]
      : [],
  );
  const greek = Object.entries(op.constants ?? {}).flatMap(([name, value]) =>
    typeof value === "number" && entry.formula.forward.includes(`\\${name}`)
      ? [{ letter: `\\${name}`, meaning: formatNumber(value) }]
      : [],
  );
  const explained = [...tensors, ...greek];
  if (explained.length === 0) return nothing;
  return html`<p class="about">
    with
    ${explained.map(
      ({ letter, meaning }, index) =>
        html`${index > 0 ? ", " : ""}${formula(letter, false)} = <code>${meaning}</code>`,
    )}
  </p>`;
}

function inputChoice(
  graph: Graph,
  op: Op,
  chosen: number,
  onSlot: (slot: number) => void,
): TemplateResult {
  return html`<div class="choice" role="group" aria-label="Gradient of which input">
    <span class="about">gradient of</span>
    ${op.inputs.map(
      (id, slot) =>
        html`<button class="chip" aria-pressed=${slot === chosen} @click=${() => onSlot(slot)}>
          ${displayName(graph, id)}
        </button>`,
    )}
  </div>`;
}
