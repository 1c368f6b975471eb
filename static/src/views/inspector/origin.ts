import { html, nothing, type TemplateResult } from "lit";
import type { Term, TermsOfContribution } from "../../api/terms.ts";
import type { Cell } from "../../core/cells.ts";
import type { Op } from "../../core/document.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import { formatNumber } from "../../core/number.ts";
import { writeProduct } from "../../core/sums.ts";
import { formula } from "../../marks/formula.ts";
import type { Catalog } from "../catalog.ts";
import type { Origin } from "../origins.ts";
import { factorLatex } from "./letters.ts";
import { symbol } from "./symbol.ts";

/** Most products that are written out for one contribution. */
const most = 12;

/**
 * Where an element of a gradient comes from, with its sums written out.
 * @param target the element: "W∇[0, 1]"
 */
export function originText(
  graph: Graph,
  catalog: Catalog,
  target: string,
  origin: Origin | null,
): TemplateResult | typeof nothing {
  if (origin === null) return nothing;
  if (origin === "asked") return html`<p class="about">…</p>`;
  if ("problem" in origin) return html`<p class="about">${origin.problem}</p>`;
  const { contributions, sum } = origin;
  if (contributions.length === 0)
    return html`<p class="about">
      ${symbol(target)}, the gradient of the output with respect to itself, is 1: here the backward
      pass starts.
    </p>`;
  const several = contributions.length > 1;
  return html`<div class="origin" aria-live="polite">
    ${contributions.map((one) => {
      const op = graph.ops.get(one.op);
      return html`
        ${several ? html`<p class="label">from <span class="math">${op?.symbol ?? one.op}</span></p>` : nothing}
        ${op ? products(graph, catalog, op, one, several ? "" : target) : nothing}
      `;
    })}
    ${several ? html`<p class="total">${symbol(target)} = ${contributions.map((one) => formatNumber(one.sum)).join(" + ")} = <b>${formatNumber(sum)}</b></p>` : nothing}
  </div>`;
}

/**
 * One contribution as a sum of products.
 * @param target what the sum is; "" where it is a share of it
 */
export function products(
  graph: Graph,
  catalog: Catalog,
  op: Op,
  { terms, count, sum }: TermsOfContribution,
  target: string,
): TemplateResult {
  const gives = target === "" ? "" : `${target} = `;
  if (terms === null)
    return html`<p class="about">
      ${symbol(gives)}${formatNumber(sum)}. No sum of products says where it comes from: this op
      works on the tensor as a whole.
    </p>`;
  if (terms.length === 0) return html`<p class="about">${symbol(gives)}0: nothing came to it.</p>`;
  const shown = terms.slice(0, most);
  const single = terms.length === 1 && count === 1;
  return html`<ul class="products">
      ${shown.map((term, k) => product(graph, catalog, op, term, k === 0 ? gives : "+ ", single))}
    </ul>
    ${single ? nothing : html`<p class="total">${count > shown.length ? `and ${count - shown.length} more, ` : ""}in all <b>${formatNumber(sum)}</b></p>`}`;
}

function product(
  graph: Graph,
  catalog: Catalog,
  op: Op,
  term: Term,
  before: string,
  single: boolean,
): TemplateResult {
  const written = writeProduct(term, (id) => displayName(graph, id));
  const entry = written.formula ? catalog.entry(op.op) : null;
  const latex = entry && factorLatex(graph, op, entry, term);
  return html`<li>
    <span class="symbols"
      >${symbol(before)}${written.symbols.map((one, k) => html`${k > 0 ? " · " : ""}${symbol(one)}`)}${latex ? html` · ${formula(latex, false)}` : nothing}</span
    >
    <span class="figures"
      >= ${written.numbers} = ${single ? html`<b>${written.product}</b>` : written.product}</span
    >
  </li>`;
}

/** All cells that an element was computed from, each once. */
export function cellsOf(origin: Origin | null): Cell[] {
  if (origin === null || origin === "asked" || "problem" in origin) return [];
  const cells = origin.contributions
    .flatMap(({ terms }) => terms ?? [])
    .flatMap((term) => term.cells);
  const once = new Map(
    cells.map((cell) => [`${cell.of} ${cell.tensor} ${cell.index.join()}`, cell]),
  );
  return [...once.values()];
}
