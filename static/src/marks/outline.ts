import type { Box } from "../core/layout/scene.ts";
import type { TensorSize } from "../core/measure.ts";
import { svg } from "./svg.ts";

/** Least side of an outline: a pixel of a picture would not be seen. */
const least = 7;

/**
 * Where one element of a tensor is drawn. One on a sheet that is hidden behind the first has the
 * place of all: its whole value or gradient.
 * @param box of the value or the gradient
 */
export function outlineBox(
  { form, rows, columns }: Pick<TensorSize, "form" | "rows" | "columns">,
  box: Box,
  shape: readonly number[],
  index: readonly number[],
): Box {
  const hidden = index.slice(0, -2).some((at) => at > 0) && shape.length > 2;
  if (form === "scalar" || hidden) return box;
  const [row, column] =
    shape.length === 1 ? [index[0] ?? 0, 0] : [index.at(-2) ?? 0, index.at(-1) ?? 0];
  const [width, height] = [box.width / Math.max(columns, 1), box.height / Math.max(rows, 1)];
  const middle = { x: box.x + (column + 0.5) * width, y: box.y + (row + 0.5) * height };
  const [wide, high] = [Math.max(width, least), Math.max(height, least)];
  return { x: middle.x - wide / 2, y: middle.y - high / 2, width: wide, height: high };
}

/** A heavy frame between two light ones, so that it is seen on any colour. */
export function drawOutline(box: Box): SVGGElement {
  const frame = (name: string): SVGRectElement => svg("rect", { class: name, rx: 2, ...box });
  return svg("g", {}, frame("halo"), frame("outline"));
}
