import { html, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";
import { unravel } from "../../core/cells.ts";
import type { ArrayJson, Op } from "../../core/document.ts";
import { operand } from "../../core/expression.ts";
import type { Frame } from "../../core/frame.ts";
import {
  arrivalsOf,
  contributionOf,
  displayName,
  type Graph,
  isFull,
  isReached,
} from "../../core/graph.ts";
import { formatNumber, shapeText } from "../../core/number.ts";
import { formula } from "../../marks/formula.ts";
import { lettersFor, tensorsFor } from "./letters.ts";
import { symbol } from "./symbol.ts";

/** Most rows of the table of numbers. */
const mostRows = 24;

/** One column of the table of numbers. */
interface Column {
  /** Its name in words: "h∇", "to k". */
  head: string;
  /** The same as the formulas write it; null where the catalogue has not answered yet. */
  latex: string | null;
  id: string;
  gradient: boolean;
  array: ArrayJson | undefined;
}

/** What went in, what came out, what came back, as the present step shows it. */
export function opNumbers(
  graph: Graph,
  frame: Frame,
  op: Op,
  entry: CatalogEntry | null,
  select: (id: string) => void,
): TemplateResult {
  const columns = columnsOf(graph, frame, op, letterOf(graph, op, entry));
  const shapes = new Set(columns.map(({ id }) => String(graph.tensors.get(id)?.shape)));
  const shape = graph.tensors.get(op.outputs[0] ?? "")?.shape ?? [];
  return shapes.size === 1 && shape.length <= 1
    ? elementTable(columns, shape, select)
    : html`<dl class="facts numbers-by-name">
        ${columns.map(
          (column) => html`
            <dt>${headOf(column, select)}</dt>
            <dd>${column.array ? brief(column.array) : "not computed yet"}</dd>
          `,
        )}
      </dl>`;
}

/** How a tensor of the op is written in its formulas. */
function letterOf(graph: Graph, op: Op, entry: CatalogEntry | null): (id: string) => string | null {
  if (!entry) return () => null;
  const letters = lettersFor(graph, op, entry);
  const keys = new Map([...tensorsFor(op, entry)].map(([key, id]) => [id, key]));
  return (id) => letters.get(keys.get(id) ?? "") ?? null;
}

function columnsOf(
  graph: Graph,
  frame: Frame,
  op: Op,
  letter: (id: string) => string | null,
): Column[] {
  const state = frame.ops.get(op.id);
  const sent = state === "done" || state === "firing-backward";
  const inputs = [...new Set(op.inputs)];
  const column = (id: string, gradient: boolean): Column => {
    const { value, gradient: back } = frame.tensors.get(id) ?? {};
    const name = displayName(graph, id);
    const own = letter(id);
    return {
      head: gradient ? `${operand(name)}∇` : name,
      latex: own && (gradient ? `{${own}}^{\\nabla}` : own),
      id,
      gradient,
      array: gradient ? back : value,
    };
  };
  const contribution = (id: string, slot: number): Column[] => {
    const array = contributionOf(graph, frame.pass, op.id, slot);
    if (!array) return [];
    const own = letter(id);
    const share = arrivalsOf(graph, frame.pass, id).length > 1 ? "+\\," : "";
    return [
      {
        head: `to ${displayName(graph, id)}`,
        latex: own && `${share}{${own}}^{\\nabla}`,
        id,
        gradient: true,
        array: sent ? array : undefined,
      },
    ];
  };
  return [
    ...[...inputs, ...op.outputs].map((id) => column(id, false)),
    ...op.outputs.filter((id) => isReached(graph, id)).map((id) => column(id, true)),
    ...op.inputs.flatMap(contribution),
  ];
}

function headOf(
  { head, latex, id, gradient }: Column,
  select: (id: string) => void,
): TemplateResult {
  return html`<button
    class="place ${gradient ? "swatch" : ""}"
    title=${head}
    @click=${() => select(id)}
  >
    ${latex ? html`<span aria-hidden="true">${formula(latex, false)}</span><span class="spoken">${head}</span>` : symbol(head)}
  </button>`;
}

/** One row per element, for ops that work element by element. */
function elementTable(
  columns: Column[],
  shape: readonly number[],
  select: (id: string) => void,
): TemplateResult {
  const length = shape.reduce((product, side) => product * side, 1);
  const rows = Array.from({ length: Math.min(length, mostRows) }, (_, row) => row);
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="Numbers">
    <table class="numbers plain">
      <thead>
        <tr>
          ${shape.length > 0 ? html`<th scope="col">i</th>` : ""}
          ${columns.map((column) => html`<th scope="col">${headOf(column, select)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${shape.length > 0 ? html`<th scope="row">${unravel(row, shape).join(", ")}</th>` : ""}
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
