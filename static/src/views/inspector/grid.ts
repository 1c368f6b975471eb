import { html, nothing, type TemplateResult } from "lit";
import type { FullArray, Num } from "../../core/document.ts";
import { paint } from "../../core/color.ts";
import { formatNumber } from "../../core/number.ts";

/** Where an element stands in the drawing: a sheet of rows and columns for each leading index. */
interface Sheet {
  /** Leading indices, empty up to rank 2. */
  index: number[];
  rows: Num[][];
  /** Row-major position of the sheet's first element. */
  start: number;
}

/** Most sheets of a tensor of rank 3 and more that are drawn at once. */
const mostSheets = 8;

/**
 * All elements of an array as a table in the colours of the value scale; a vector is a column.
 * Cells carry their row-major position in `data-index`.
 * @param name spoken as the table's name
 * @param limit end of the value scale
 */
export function numberGrid(array: FullArray, name: string, limit: number): TemplateResult {
  const sheets = sheetsOf(array);
  return html`
    ${sheets.slice(0, mostSheets).map(
      (sheet) => html`
        ${sheet.index.length > 0 ? html`<p class="about">[${sheet.index.join(", ")}]</p>` : nothing}
        <div class="scrolled">
          <table class="numbers" aria-label=${name}>
            <tbody>
              ${sheet.rows.map(
                (row, i) =>
                  html`<tr>
                    ${cells(row, sheet.start + i * row.length, limit)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      `,
    )}
    ${sheets.length > mostSheets ? html`<p class="about">and ${sheets.length - mostSheets} more sheets</p>` : nothing}
  `;
}

function cells(row: Num[], start: number, limit: number): TemplateResult[] {
  return row.map((element, column) => {
    const { fill, ink } = paint(element, limit);
    const index = start + column;
    return html`<td
      tabindex=${index === 0 ? 0 : -1}
      data-index=${index}
      .style=${`background:${fill};color:${ink}`}
    >
      ${formatNumber(element)}
    </td>`;
  });
}

function sheetsOf({ shape, data }: FullArray): Sheet[] {
  const columns = shape.length < 2 ? 1 : (shape.at(-1) ?? 1);
  const height = shape.length < 2 ? data.length : (shape.at(-2) ?? 1);
  const size = Math.max(1, height * columns);
  const leading = shape.slice(0, -2);
  const rowAt = (start: number): Num[] => data.slice(start, start + columns);
  return Array.from({ length: Math.ceil(data.length / size) }, (_, sheet) => {
    const start = sheet * size;
    const rows = Array.from({ length: height }, (_row, row) => rowAt(start + row * columns));
    return { index: unravel(sheet, leading), rows, start };
  });
}

/** The indices of a row-major position: 5 in (2, 3) is [1, 2]. */
export function unravel(position: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}

/** Let the arrow keys walk from cell to cell of the tables in `host`. */
export function walkCells(host: HTMLElement): void {
  host.addEventListener("keydown", (event) => {
    const cell = (event.target as Element).closest<HTMLTableCellElement>("td[data-index]");
    const row = cell?.parentElement as HTMLTableRowElement | null | undefined;
    if (!cell || !row) return;
    const next = {
      ArrowLeft: cell.previousElementSibling,
      ArrowRight: cell.nextElementSibling,
      ArrowUp: (row.previousElementSibling as HTMLTableRowElement | null)?.cells[cell.cellIndex],
      ArrowDown: (row.nextElementSibling as HTMLTableRowElement | null)?.cells[cell.cellIndex],
    }[event.key];
    if (!(event.key.startsWith("Arrow") && !event.shiftKey)) return;
    // At the edge the key still belongs to the table, not to the timeline.
    event.preventDefault();
    event.stopPropagation();
    (next as HTMLElement | null | undefined)?.focus();
  });
}
