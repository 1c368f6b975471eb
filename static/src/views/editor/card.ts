import { html, nothing, render, type TemplateResult } from "lit";
import { until } from "lit/directives/until.js";
import { fetchOp } from "../../api/ops.ts";
import type { ArrayJson, Op, Tensor } from "../../core/document.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";
import { formatNumber, shapeText } from "../../core/number.ts";
import type { ProgramName } from "../../core/program/names.ts";
import type { Word } from "../../core/program/vocabulary.ts";
import { formula } from "../../marks/formula.ts";
import { fillPlaceholders } from "../../marks/notation.ts";
import { prose } from "./prose.ts";

/** What the editor says of a word: its signature, formula, a sentence, and where to read on. */
export function wordCard(word: Word, ran: TemplateResult | typeof nothing = nothing): HTMLElement {
  const { name, signature, about, reference } = word;
  return card(html`
    <p class="signature"><code>${signature || name}</code></p>
    ${reference ? until(explained(reference), nothing) : nothing}
    <p class="prose">${prose(about)}</p>
    ${ran}
    ${
      reference
        ? html`<p>
            <a href="/ops/${reference}" target="_blank" rel="noopener">Reference of ${reference}</a>
          </p>`
        : nothing
    }
  `);
}

/** Title and formula of a word of the reference; nothing where it cannot be fetched. */
async function explained(reference: string): Promise<TemplateResult | typeof nothing> {
  const entry = await fetchOp(reference).catch(() => null);
  if (!entry) return nothing;
  return html`${entry.title === reference ? nothing : html`<p class="title">${entry.title}</p>`}
  ${formula(fillPlaceholders(entry.formula.forward, new Map()))}`;
}

/** The shapes that an op met where it stands, and the module of layers it belongs to. */
export function shapesLine(graph: Graph, { inputs, outputs }: Op): TemplateResult {
  const shape = (id: string): string => {
    const found = graph.tensors.get(id)?.shape ?? [];
    return found.length === 0 ? "a number" : `(${shapeText(found)})`;
  };
  return html`<p class="shapes">
    Here: ${inputs.map(shape).join(", ")} → ${outputs.map(shape).join(", ")}
  </p>`;
}

/** What the editor says of a tensor of the present graph. */
export function tensorCard(graph: Graph, tensor: Tensor): HTMLElement {
  const { id, role = "intermediate", shape, value, note } = tensor;
  const gradient = graph.document.passes.findLast(({ gradients }) => gradients?.[id] !== undefined)
    ?.gradients?.[id];
  const size = shape.length === 0 ? "a number" : `shape (${shapeText(shape)})`;
  return card(html`
    <p class="title"><span class="math">${displayName(graph, id)}</span>, ${role}, ${size}</p>
    <dl>
      <dt>value</dt>
      <dd>${value ? numbers(value) : "not computed"}</dd>
      ${
        gradient
          ? html`<dt class="backward">gradient</dt>
              <dd>${numbers(gradient)}</dd>`
          : nothing
      }
    </dl>
    ${note ? html`<p class="prose">${note}</p>` : nothing}
  `);
}

/** What the editor says of a name that the program gives to something that is no tensor. */
export function nameCard({ name, kind, signature, from }: ProgramName): HTMLElement {
  const about = {
    function: html`A function of this program: each call of it is a module of the graph.`,
    class: html`A class of this program: what it makes is a module.`,
    prefix: html`Stands for <code>${from}</code>.`,
    variable: from ? html`Made by <code>${from}</code>.` : html`A name of this program.`,
  };
  return card(html`
    <p class="signature"><code>${kind === "function" ? `${name}(${signature})` : name}</code></p>
    <p>${about[kind]}</p>
  `);
}

/** Rows and columns that are written out; a larger tensor is told by its ends and its mean. */
const most = { rows: 4, columns: 6 };

function numbers(array: ArrayJson): TemplateResult {
  const { shape } = array;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((all, size) => all * size, 1);
  if (isFull(array) && rows <= most.rows && columns <= most.columns && array.data.length > 0) {
    const lines = Array.from({ length: rows }, (_, row) =>
      array.data.slice(row * columns, (row + 1) * columns),
    );
    return html`<table class="numbers">
      ${lines.map(
        (line) =>
          html`<tr>
            ${line.map((number) => html`<td>${formatNumber(number)}</td>`)}
          </tr>`,
      )}
    </table>`;
  }
  if (!isFull(array)) {
    const { min, max, mean } = array.summary;
    return html`${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}`;
  }
  const known = array.data.filter((one) => typeof one === "number");
  return known.length === 0
    ? html`${array.data.length} elements`
    : html`${formatNumber(Math.min(...known))} to ${formatNumber(Math.max(...known))},
      ${array.data.length} elements`;
}

function card(content: TemplateResult): HTMLElement {
  const host = document.createElement("div");
  host.className = "word-card";
  render(content, host);
  return host;
}
