import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry, Derivation } from "../../api/ops.ts";
import type { Op } from "../../core/document.ts";
import { arrivalsOf, displayName, type Graph } from "../../core/graph.ts";
import { formatNumber } from "../../core/number.ts";
import { formula } from "../../marks/formula.ts";
import {
  asShare,
  chooseLetters,
  fillPlaceholders,
  identifierLatex,
  type Letters,
  putConstants,
  withOthers,
  withoutSummands,
} from "../../marks/notation.ts";

/** The tensors that the placeholders of an op's formulas stand for. */
function tensorsFor(op: Op, entry: CatalogEntry): Map<string, string | undefined> {
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
function lettersFor(graph: Graph, op: Op, entry: CatalogEntry): Letters {
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
function writer(graph: Graph, op: Op, entry: CatalogEntry): (latex: string) => string {
  const letters = lettersFor(graph, op, entry);
  const absent = entry.inputs.slice(op.inputs.length).filter((input) => !input.startsWith("*"));
  const output = graph.tensors.get(graph.document.output ?? "")?.label;
  const loss = output ? identifierLatex(output) : "l";
  return (latex) => {
    const said = withoutSummands(latex, absent);
    const numbered = putConstants(said, entry.formula.forward, op.constants ?? {});
    // The catalogue derives by the loss l; here it has a name of its own.
    return fillPlaceholders(numbered.replaceAll("\\partial l}", `\\partial ${loss}}`), letters);
  };
}

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

const titles = {
  element: "one element",
  sum: "sum over all outputs",
  work_out: "work out",
  vectorise: "vectorise",
} as const;

/** What the op computes, and for one input how its gradient comes about in four steps. */
export function explanation(
  graph: Graph,
  pass: number,
  op: Op,
  entry: CatalogEntry,
  slot: number,
  onSlot: (slot: number) => void,
): TemplateResult {
  const write = writer(graph, op, entry);
  const derivation = entry.derivation[Math.min(slot, entry.derivation.length - 1)];
  return html`
    ${formula(write(entry.formula.forward))} ${legend(graph, op, entry)}
    ${entry.differentiable ? nothing : html`<p class="about">No gradient: ${entry.reason}</p>`}
    ${op.inputs.length > 1 && entry.differentiable ? inputChoice(graph, op, slot, onSlot) : nothing}
    ${derivation ? steps(graph, pass, op.inputs[slot], derivation, write) : nothing}
  `;
}

function steps(
  graph: Graph,
  pass: number,
  tensor: string | undefined,
  derivation: Derivation,
  write: (latex: string) => string,
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
      ${Object.entries(titles).map(
        ([key, title], index) =>
          html`<li>
            <p class="label">${index + 1} · ${title}</p>
            ${formula(write(lines[key as keyof typeof titles]))}
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
