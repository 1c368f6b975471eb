import { html, nothing, type TemplateResult } from "lit";
import { indexText, sizeOf, unravel } from "../../core/cells.ts";
import type { Tensor } from "../../core/document.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";
import { formatCell, formatExact, shapeText } from "../../core/number.ts";
import {
  arithmetic,
  brokenAxis,
  cellAt,
  rowMajor,
  sharersOf,
  stripOf,
} from "../../core/storage.ts";

/** Cells that a strip shows at once. */
const most = 32;

export interface MemoryActions {
  select(id: string): void;
  /** A cell of the buffer was pointed at; null: none is. */
  pointCell(cell: number | null): void;
}

/**
 * How a tensor lies in memory: its cells in storage order, index arithmetic, who shares them.
 * @param pointed the cell of the buffer that is pointed at
 */
export function memory(
  graph: Graph,
  tensor: Tensor,
  pointed: number | null,
  act: MemoryActions,
): TemplateResult {
  const { shape, memory: own } = tensor;
  if (!own)
    return html`<p class="about">
      A scalar is one number. It has no axes, so no strides lead through memory.
    </p>`;
  if (sizeOf(shape) === 0) return html`<p class="about">It holds no elements.</p>`;
  const name = displayName(graph, tensor.id);
  const position = pointed === null ? null : positionOf(tensor, pointed);
  const index = unravel(position ?? 0, shape);
  return html`
    <dl class="facts">
      <dt>shape</dt>
      <dd>${shapeText(shape)}</dd>
      <dt>strides</dt>
      <dd>${own.strides.join(", ")}</dd>
      <dt>offset</dt>
      <dd>${own.offset ?? 0}</dd>
    </dl>
    <p class="address" aria-live="polite">
      ${
        pointed !== null && position === null
          ? html`Cell ${pointed} holds no element of ${name}.`
          : html`${name}${indexText(index)} stands in cell <code>${arithmetic(own, index)}</code>:
              the offset, then each index times its stride.`
      }
    </p>
    ${strip(graph, tensor, pointed, act)} ${sharing(graph, tensor, act)}
    <p class="contiguous">${layoutText(tensor)}</p>
  `;
}

function positionOf(tensor: Tensor, cell: number): number | null {
  for (let position = 0; position < Math.min(sizeOf(tensor.shape), 4096); position++)
    if (cellAt(tensor, position) === cell) return position;
  return null;
}

/** The cells in storage order, a row of indices for each tensor that has elements there. */
function strip(
  graph: Graph,
  tensor: Tensor,
  pointed: number | null,
  act: MemoryActions,
): TemplateResult {
  const { first, values, rows, more } = stripOf(
    graph,
    tensor,
    pointed ?? cellAt(tensor, 0) ?? 0,
    most,
  );
  const at = (event: Event): void => {
    const { cell } = (event.target as Element).closest<HTMLElement>("[data-cell]")?.dataset ?? {};
    act.pointCell(cell === undefined ? null : Number(cell));
  };
  const classOf = (cell: number, other = ""): string =>
    `${cell === pointed ? "pointed" : ""} ${other}`;
  return html`<div class="scrolled strip-room">
      <table
        class="strip"
        aria-label="Memory in storage order"
        @pointerover=${at}
        @focusin=${at}
        @pointerleave=${() => act.pointCell(null)}
        @keydown=${walk}
      >
        <thead>
          <tr>
            <th scope="row">cell</th>
            ${values.map((_, k) => html`<th scope="col" class=${classOf(first + k)}>${first + k}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr class="values">
            <th scope="row">number</th>
            ${values.map(
              (value, k) =>
                html`<td
                  class=${classOf(first + k)}
                  tabindex=${k === 0 ? 0 : -1}
                  data-cell=${first + k}
                  title=${value === null ? nothing : formatExact(value)}
                >
                  ${value === null ? "·" : formatCell(value)}
                </td>`,
            )}
          </tr>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row" class="math">${displayName(graph, row.tensor.id)}</th>
                ${row.positions.map(
                  (position, k) =>
                    html`<td
                      class=${classOf(first + k, position === null ? "" : "own")}
                      data-cell=${first + k}
                    >
                      ${position === null ? "" : unravel(position, row.tensor.shape).join(",")}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${more ? html`<p class="about">The buffer goes on; this is a stretch of it.</p>` : nothing}
    ${
      tensor.value && !isFull(tensor.value) && values.includes(null)
        ? html`<p class="about">
            A dot stands for a number that did not travel with the graph: Numbers asks for those of
            a large tensor.
          </p>`
        : nothing
    }`;
}

/** Left and right walk along the strip. */
function walk(event: KeyboardEvent): void {
  const cell = (event.target as Element).closest("td[tabindex]");
  const next = {
    ArrowLeft: cell?.previousElementSibling,
    ArrowRight: cell?.nextElementSibling,
  }[event.key];
  if (!cell || event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  if (next instanceof HTMLElement && next.tabIndex >= -1 && next.dataset.cell) next.focus();
}

function sharing(graph: Graph, tensor: Tensor, act: MemoryActions): TemplateResult {
  const others = sharersOf(graph, tensor).filter(({ id }) => id !== tensor.id);
  if (others.length === 0)
    return html`<p class="about">No other tensor of the graph shares this buffer.</p>`;
  return html`<p class="about">
    The same numbers, seen differently:
    ${others
      .slice(0, 12)
      .map(
        (other) =>
          html`<button class="place math" @click=${() => act.select(other.id)}>
            ${displayName(graph, other.id)}
          </button>`,
      )}${others.length > 12 ? `and ${others.length - 12} more` : ""}.
    Nothing was copied to make ${others.length === 1 ? "it" : "them"}.
  </p>`;
}

/** Whether the elements stand in row-major order, and what follows for view and reshape. */
function layoutText(tensor: Tensor): string {
  const { shape, memory: own } = tensor;
  const axis = brokenAxis(tensor);
  if (!own || (own.contiguous !== false && axis === null))
    return "Contiguous: reading its elements row by row is walking along the memory cell by cell. So view and reshape only write new strides, and nothing is copied.";
  const bytes = 8 * sizeOf(shape);
  const expected = rowMajor(shape);
  const why =
    axis === null
      ? ""
      : ` A step along axis ${axis} is ${own.strides[axis]} cell${own.strides[axis] === 1 ? "" : "s"}; in row-major order it would be ${expected[axis]}.`;
  return `Not contiguous: reading its elements row by row jumps about in memory.${why} So view refuses where one stride cannot say the new shape; reshape and contiguous copy ${bytes} bytes into row-major order first.`;
}
