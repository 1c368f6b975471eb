import { paint } from "../core/color.ts";
import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import { sheetOf } from "../core/measure.ts";

const drawn = new WeakMap<ArrayJson, { limit: number; url: string }>();

/**
 * The first sheet of an array as an image, one pixel a cell, as a data URL.
 * A large array is shown by its thumbnail.
 */
export function picture(array: ArrayJson, rows: number, columns: number, limit: number): string {
  const known = drawn.get(array);
  if (known?.limit === limit) return known.url;
  const seen = isFull(array)
    ? { data: array.data, rows, columns }
    : { data: array.thumbnail.data, ...sheetOf(array.thumbnail.shape) };
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, seen.columns);
  canvas.height = Math.max(1, seen.rows);
  const context = canvas.getContext("2d");
  if (!context) return "";
  seen.data.slice(0, seen.rows * seen.columns).forEach((element, index) => {
    context.fillStyle = paint(element, limit).fill;
    context.fillRect(index % seen.columns, Math.floor(index / seen.columns), 1, 1);
  });
  const url = canvas.toDataURL();
  drawn.set(array, { limit, url });
  return url;
}
