import { colorOf, paint } from "../core/color.ts";
import type { ArrayJson, Num } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import { sheetOf } from "../core/measure.ts";

const drawn = new WeakMap<ArrayJson, { limit: number; url: string }>();
const bitmaps = new Map<ArrayJson, { limit: number; canvas: HTMLCanvasElement }>();
/** Bitmaps that are kept: each has a canvas, which weighs more than its pixels. */
const kept = 200;

/** Pixels of a cell where a cell needs a sign: NaN is a cross, an infinity its symbol. */
const signed = 15;

/** What pictures are drawn on that leave it as a URL. */
let sheet: HTMLCanvasElement | undefined;

/** The first sheet of an array as an image, as a data URL; see {@link bitmap}. */
export function picture(array: ArrayJson, rows: number, columns: number, limit: number): string {
  const known = drawn.get(array);
  if (known?.limit === limit) return known.url;
  sheet ??= document.createElement("canvas");
  draw(sheet, array, rows, columns, limit);
  const url = sheet.toDataURL();
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
  // The latest use goes last, the longest unused goes first.
  bitmaps.delete(array);
  const canvas = known?.canvas ?? document.createElement("canvas");
  if (known?.limit !== limit) draw(canvas, array, rows, columns, limit);
  bitmaps.set(array, { limit, canvas });
  const [oldest] = bitmaps.keys();
  if (oldest && bitmaps.size > kept) bitmaps.delete(oldest);
  return canvas;
}

function draw(
  canvas: HTMLCanvasElement,
  array: ArrayJson,
  rows: number,
  columns: number,
  limit: number,
): void {
  const seen = isFull(array)
    ? { data: array.data, rows, columns }
    : { data: array.thumbnail.data, ...sheetOf(array.thumbnail.shape) };
  const elements = seen.data.slice(0, seen.rows * seen.columns);
  const side = elements.some((element) => typeof element === "string") ? signed : 1;
  canvas.width = Math.max(1, seen.columns) * side;
  canvas.height = Math.max(1, seen.rows) * side;
  const context = canvas.getContext("2d");
  if (!context) return;
  if (side === 1) drawPixels(context, elements, limit);
  else drawCells(context, elements, seen.columns, limit);
}

function drawPixels(
  context: CanvasRenderingContext2D,
  elements: readonly Num[],
  limit: number,
): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  elements.forEach((element, index) => {
    image.data.set([...colorOf(element, limit), 255], 4 * index);
  });
  context.putImageData(image, 0, 0);
}

function drawCells(
  context: CanvasRenderingContext2D,
  elements: readonly Num[],
  columns: number,
  limit: number,
): void {
  elements.forEach((element, index) => {
    const [x, y] = [(index % columns) * signed, Math.floor(index / columns) * signed];
    const { fill, ink } = paint(element, limit);
    context.fillStyle = fill;
    context.fillRect(x, y, signed, signed);
    if (typeof element === "string") drawSign(context, element, ink, x, y);
  });
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
