import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import type { Op } from "../../core/document.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import { formula } from "../../marks/formula.ts";
import {
  chooseLetters,
  fillPlaceholders,
  identifierLatex,
  type Names,
} from "../../marks/notation.ts";

/** The tensors that the placeholders of an op's formulas stand for. */
function tensorsFor(op: Op, entry: CatalogEntry): Map<string, string | undefined> {
  const inputs = entry.inputs.map(
    (input, slot) => [input.replace("*", ""), op.inputs[slot]] as const,
  );
  return new Map([...inputs, [entry.output, op.outputs[0]]]);
}

/**
 * The names that this graph gives to the placeholders of an op's formulas. In `y = y + 1` the two
 * tensors share a label: the later one gets a prime.
 */
export function namesFor(graph: Graph, op: Op, entry: CatalogEntry): Names {
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
  return new Map([...tensorsFor(op, entry)].map(([key, id]) => [key, named(id)]));
}

/** The backward formula of one input of an op, as it is written for this graph. */
export function backwardLatex(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  slot: number,
): string | null {
  const latex = entry.formula.backward[Math.min(slot, entry.formula.backward.length - 1)];
  return latex ? fillPlaceholders(latex, namesFor(graph, op, entry)) : null;
}

const titles = {
  element: "one element",
  sum: "sum over all outputs",
  work_out: "work out",
  vectorise: "vectorise",
} as const;

/** What the op computes, and for one input how its gradient comes about in four steps. */
export function explanation(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  onSlot: (slot: number) => void,
): TemplateResult {
  const names = namesFor(graph, op, entry);
  const typeset = (latex: string): HTMLElement => formula(fillPlaceholders(latex, names));
  const derivation = entry.derivation[Math.min(slot, entry.derivation.length - 1)];
  return html`
    ${typeset(entry.formula.forward)} ${legend(graph, op, entry, names)}
    ${entry.differentiable ? nothing : html`<p class="about">No gradient: ${entry.reason}</p>`}
    ${op.inputs.length > 1 && entry.differentiable ? inputChoice(graph, op, slot, onSlot) : nothing}
    ${
      derivation
        ? html`<ol class="steps">
            ${Object.entries(titles).map(
              ([key, title], index) =>
                html`<li>
                  <p class="label">${index + 1} · ${title}</p>
                  ${typeset(derivation[key as keyof typeof titles])}
                </li>`,
            )}
          </ol>`
        : nothing
    }
  `;
}

/** Which letters stand for tensors that have no name of their own. */
function legend(
  graph: Graph,
  op: Op,
  entry: CatalogEntry,
  names: Names,
): TemplateResult | typeof nothing {
  const letters = chooseLetters(names);
  const unnamed = [...tensorsFor(op, entry)].flatMap(([key, id]) =>
    names.get(key) === null && id !== undefined
      ? [{ letter: letters.get(key) ?? identifierLatex(key), id }]
      : [],
  );
  if (unnamed.length === 0) return nothing;
  return html`<p class="about">
    with
    ${unnamed.map(
      ({ letter, id }, index) =>
        html`${index > 0 ? ", " : ""}${formula(letter, false)} =
          <code>${displayName(graph, id)}</code>`,
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
