import { html, nothing, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import type { ArrayJson, Op } from "../../core/document.ts";
import { operand } from "../../core/expression.ts";
import type { Frame } from "../../core/frame.ts";
import { contributionOf, displayName, type Graph, isFull, isReached } from "../../core/graph.ts";
import { formatNumber, shapeText } from "../../core/number.ts";
import { writeConstants } from "./constants.ts";
import { explanation, savedNames } from "./formulas.ts";
import { unravel } from "./grid.ts";
import { reasonOf } from "./reason.ts";

/** Which part of an op is read. */
export type OpTab = "derivation" | "code";

/** What the person chose within the card. */
export interface OpCardState {
  tab: OpTab;
  /** The input whose gradient is derived. */
  slot: number;
}

export interface OpCardActions {
  change(state: Partial<OpCardState>): void;
  select(id: string): void;
}

const tabs: [OpTab, string][] = [
  ["derivation", "Derivation"],
  ["code", "Code"],
];

/** Most rows of the table of numbers. */
const mostRows = 24;

/** An op: why it fires now, how its gradient is derived, its numbers, its code. */
export function opCard(
  graph: Graph,
  frame: Frame,
  op: Op,
  entry: CatalogEntry | null,
  { tab, slot }: OpCardState,
  act: OpCardActions,
): TemplateResult {
  const number = graph.document.ops.indexOf(op) + 1;
  const derived = Math.min(slot, op.inputs.length - 1);
  return html`
    <div>
      <h2>${entry?.title ?? op.op}</h2>
      <p class="about">
        op ${number} of ${graph.ops.size} · ${reasonOf(graph, frame, op)} ·
        <a class="place" href="/ops/${op.op}">reference</a>
      </p>
    </div>
    <div class="tabs" role="tablist">
      ${tabs.map(
        ([name, title]) =>
          html`<button
            role="tab"
            aria-selected=${name === tab}
            @click=${() => act.change({ tab: name })}
          >
            ${title}
          </button>`,
      )}
    </div>
    <div role="tabpanel" class="panel" aria-label=${tab}>
      ${entry === null ? html`<p class="about">…</p>` : nothing}
      ${entry && tab === "code" ? code(entry) : nothing}
      ${
        entry && tab === "derivation"
          ? explanation(graph, frame.pass, op, entry, derived, (chosen) =>
              act.change({ slot: chosen }),
            )
          : nothing
      }
      ${tab === "derivation" ? [numbers(graph, frame, op, act), setting(graph, op, act), saved(graph, op, entry)] : nothing}
    </div>
  `;
}

/** One column of the table of numbers. */
interface Column {
  head: string;
  id: string;
  gradient: boolean;
  array: ArrayJson | undefined;
}

/** What went in, what came out, what came back, as the present step shows it. */
function numbers(graph: Graph, frame: Frame, op: Op, act: OpCardActions): TemplateResult {
  const state = frame.ops.get(op.id);
  const sent = state === "done" || state === "firing-backward";
  const columns: Column[] = [
    ...op.inputs.map((id) => columnOf(graph, frame, id, false)),
    ...op.outputs.map((id) => columnOf(graph, frame, id, false)),
    ...op.outputs
      .filter((id) => isReached(graph, id))
      .map((id) => columnOf(graph, frame, id, true)),
    ...op.inputs.flatMap((id, slot) => {
      const array = contributionOf(graph, frame.pass, op.id, slot);
      const head = `to ${displayName(graph, id)}`;
      return array ? [{ head, id, gradient: true, array: sent ? array : undefined }] : [];
    }),
  ];
  const shapes = new Set(columns.map(({ id }) => String(graph.tensors.get(id)?.shape)));
  const shape = graph.tensors.get(op.outputs[0] ?? "")?.shape ?? [];
  return shapes.size === 1 && shape.length <= 1
    ? elementTable(columns, shape)
    : html`<dl class="facts">
        ${columns.map(
          ({ head, id, gradient, array }) => html`
            <dt>
              <button class="place ${gradient ? "swatch" : ""}" @click=${() => act.select(id)}>
                ${head}
              </button>
            </dt>
            <dd>${array ? brief(array) : "not computed yet"}</dd>
          `,
        )}
      </dl>`;
}

function columnOf(graph: Graph, frame: Frame, id: string, gradient: boolean): Column {
  const state = frame.tensors.get(id);
  const name = displayName(graph, id);
  const head = gradient ? `${operand(name)}∇` : name;
  return { head, id, gradient, array: gradient ? state?.gradient : state?.value };
}

/** One row per element, for ops that work element by element. */
function elementTable(columns: Column[], shape: readonly number[]): TemplateResult {
  const length = shape.reduce((product, side) => product * side, 1);
  const rows = Array.from({ length: Math.min(length, mostRows) }, (_, row) => row);
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="Numbers">
    <table class="numbers plain">
      <thead>
        <tr>
          ${shape.length > 0 ? html`<th scope="col">i</th>` : nothing}
          ${columns.map(({ head, gradient }) => html`<th scope="col" class=${gradient ? "swatch" : ""}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${shape.length > 0 ? html`<th scope="row">${unravel(row, shape).join(", ")}</th>` : nothing}
              ${columns.map(
                ({ array, gradient }) =>
                  html`<td class=${gradient ? "swatch" : ""}>${elementText(array, row)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function elementText(array: ArrayJson | undefined, index: number): string {
  const element = array && isFull(array) ? array.data[index] : undefined;
  return element === undefined ? "·" : formatNumber(element);
}

function brief(array: ArrayJson): string {
  if (!isFull(array)) return shapeText(array.shape);
  const numbersText = array.data.slice(0, 6).map((element) => formatNumber(element));
  const more = array.data.length > 6 ? " …" : "";
  return `${array.shape.length > 0 ? `${shapeText(array.shape)}: ` : ""}${numbersText.join("  ")}${more}`;
}

/** How the op was called, and the module in which. */
function setting(graph: Graph, op: Op, act: OpCardActions): TemplateResult | typeof nothing {
  const constants = writeConstants(op);
  const module = graph.modules.get(op.module ?? "");
  if (constants === "" && !module) return nothing;
  return html`<dl class="facts">
    ${
      constants === ""
        ? nothing
        : html`<dt>constants</dt>
            <dd><code>${constants}</code></dd>`
    }
    ${
      module
        ? html`<dt>within</dt>
            <dd>
              <button class="place" @click=${() => act.select(module.id)}>${module.name}</button>
            </dd>`
        : nothing
    }
  </dl>`;
}

function saved(graph: Graph, op: Op, entry: CatalogEntry | null): TemplateResult {
  const kept = op.saved ?? [];
  const bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  return html`<p class="about">
    ${
      kept.length === 0
        ? "Nothing is saved for the way back."
        : html`Saved for the way back: ${savedNames(graph, op, entry)}, ${bytes} bytes.`
    }
  </p>`;
}

function code(entry: CatalogEntry): TemplateResult {
  return html`
    <h3>Forward</h3>
    <pre tabindex="0">${entry.code.forward}</pre>
    <h3>Backward</h3>
    <pre tabindex="0">${entry.code.backward}</pre>
    <p class="about">Source: ${citation(entry.source)}</p>
  `;
}

/** A source as text; an address as a link that leaves only when it is clicked, and tells nothing. */
function citation(source: string): TemplateResult | string {
  const [, address, rest] = /^(https:\/\/[^\s,]+)(.*)$/.exec(source) ?? [];
  if (!address) return source;
  const { hostname, pathname, hash } = new URL(address);
  return html`<a class="place" href=${address} target="_blank" rel="noreferrer"
      >${hostname}${pathname}${hash}</a
    >${rest}`;
}
