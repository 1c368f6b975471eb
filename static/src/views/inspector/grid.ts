import { html, nothing, type TemplateResult } from "lit";
import { sizeOf } from "../../core/cells.ts";
import { paint } from "../../core/color.ts";
import type { FullArray, Num } from "../../core/document.ts";
import { sheetOf } from "../../core/measure.ts";
import { formatNumber } from "../../core/number.ts";
import type { Part } from "../scale.ts";

/** What is drawn of an array beside its numbers. */
export interface Look {
  /** Spoken as the table's name. */
  name: string;
  part: Part;
  /** End of the value scale. */
  limit: number;
  /** Characters of a cell: those of value and gradient are equally wide. */
  width: number;
  /** Row-major position of the element that is pointed at. */
  pointed: number | null;
  /** Positions of elements from which the one that is pointed at was computed. */
  lit: ReadonlySet<number>;
  /** What stands behind a number. */
  mark?: ((position: number) => TemplateResult | typeof nothing) | undefined;
}

/** How many sheets of rows and columns a shape has: one for each of its leading indices. */
export function sheetCount(shape: readonly number[]): number {
  return sizeOf(shape.slice(0, -2));
}

const sheets = new WeakMap<FullArray, FullArray[]>();

/** One sheet of an array, as an array of its own; the same one whenever it is asked for. */
export function sheetAt(array: FullArray, number: number): FullArray {
  let known = sheets.get(array);
  if (!known) sheets.set(array, (known = []));
  const { rows, columns } = sheetOf(array.shape);
  const size = rows * columns;
  return (known[number] ??= {
    shape: [rows, columns],
    data: array.data.slice(number * size, (number + 1) * size),
  });
}

/** Significant digits in a grid: fewer where many columns share the panel's width. */
function digitsFor(columns: number): number {
  return columns <= 3 ? 4 : columns <= 5 ? 3 : 2;
}

/** The widest number of a sheet, in characters. */
export function widest({ shape, data }: FullArray): number {
  const digits = digitsFor(sheetOf(shape).columns);
  return data.reduce<number>(
    (most, element) => Math.max(most, formatNumber(element, digits).length),
    4,
  );
}

/**
 * One sheet of an array as a table in the colours of the value scale; a vector is a column.
 * Cells carry their row-major position in `data-index`.
 */
export function numberSheet(array: FullArray, number: number, look: Look): TemplateResult {
  const { data } = sheetAt(array, number);
  const { rows, columns } = sheetOf(array.shape);
  const start = number * rows * columns;
  return html`<div class="scrolled">
    <table class="numbers" aria-label=${look.name} .style=${`--cell: ${look.width}`}>
      <tbody>
        ${Array.from(
          { length: rows },
          (_, row) =>
            html`<tr>
              ${data
                .slice(row * columns, (row + 1) * columns)
                .map((element, column) =>
                  numberCell(
                    element,
                    start + row * columns + column,
                    start,
                    digitsFor(columns),
                    look,
                  ),
                )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function numberCell(
  element: Num,
  index: number,
  first: number,
  digits: number,
  look: Look,
): TemplateResult {
  const { fill, ink } = paint(element, look.limit);
  const marks = [index === look.pointed && "pointed", look.lit.has(index) && "lit"];
  return html`<td
    class=${marks.filter(Boolean).join(" ")}
    tabindex=${index === (look.pointed ?? first) ? 0 : -1}
    data-index=${index}
    data-part=${look.part}
    .style=${`background:${fill};color:${ink}`}
  >
    ${formatNumber(element, digits)}${look.mark?.(index) ?? nothing}
  </td>`;
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
