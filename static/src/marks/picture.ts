import { paint } from "../core/color.ts";
import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import { sheetOf } from "../core/measure.ts";

const drawn = new WeakMap<ArrayJson, { limit: number; url: string }>();
const bitmaps = new WeakMap<ArrayJson, { limit: number; canvas: HTMLCanvasElement }>();

/** Pixels of a cell where a cell needs a sign: NaN is a cross, an infinity its symbol. */
const signed = 15;

/** The first sheet of an array as an image, as a data URL; see {@link bitmap}. */
export function picture(array: ArrayJson, rows: number, columns: number, limit: number): string {
  const known = drawn.get(array);
  if (known?.limit === limit) return known.url;
  const url = bitmap(array, rows, columns, limit).toDataURL();
  drawn.set(array, { limit, url });
  return url;
}

/**
 * The first sheet of an array, one pixel a cell. A large array is shown by its thumbnail.
 * @param limit end of the value scale
 */
export function bitmap(
  array: ArrayJson,
  rows: number,
  columns: number,
  limit: number,
): HTMLCanvasElement {
  const known = bitmaps.get(array);
  if (known?.limit === limit) return known.canvas;
  const seen = isFull(array)
    ? { data: array.data, rows, columns }
    : { data: array.thumbnail.data, ...sheetOf(array.thumbnail.shape) };
  const elements = seen.data.slice(0, seen.rows * seen.columns);
  const side = elements.some((element) => typeof element === "string") ? signed : 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, seen.columns) * side;
  canvas.height = Math.max(1, seen.rows) * side;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  elements.forEach((element, index) => {
    const [x, y] = [index % seen.columns, Math.floor(index / seen.columns)];
    const { fill, ink } = paint(element, limit);
    context.fillStyle = fill;
    context.fillRect(x * side, y * side, side, side);
    if (typeof element === "string") drawSign(context, element, ink, x * side, y * side);
  });
  bitmaps.set(array, { limit, canvas });
  return canvas;
}

function drawSign(
  context: CanvasRenderingContext2D,
  element: string,
  ink: string,
  x: number,
  y: number,
): void {
  const middle = { x: x + signed / 2, y: y + signed / 2 };
  const reach = signed / 2 - 2;
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 1.5;
  if (element === "NaN") {
    context.beginPath();
    for (const way of [1, -1]) {
      context.moveTo(middle.x - reach, middle.y - way * reach);
      context.lineTo(middle.x + reach, middle.y + way * reach);
    }
    context.stroke();
    return;
  }
  context.font = `bold ${signed - 1}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(element === "Infinity" ? "∞" : "−∞", middle.x, middle.y, signed - 1);
}
