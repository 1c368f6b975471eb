import { paint } from "../../core/color.ts";
import type { ArrayJson } from "../../core/document.ts";
import { isFull } from "../../core/graph.ts";
import type { Box } from "../../core/layout/scene.ts";
import type { TensorSize } from "../../core/measure.ts";
import { formatCell, formatWithin } from "../../core/number.ts";
import { bitmap } from "../picture.ts";
import { type Brush, isLegible } from "./brush.ts";
import type { Colour } from "./palette.ts";

/** Sizes of the digits of a scalar and of a cell, in the scene, and the width of a scalar's digit. */
const digits = { value: 14, gradient: 13, cell: 11 };
const digit = 9;
/** A tensor's content less wide than this many screen pixels has one colour. */
const blurred = 6;
/** How much of a line of letters is ink, and how high a bar stands for it from afar. */
const bar = { width: 0.5, height: 5, opacity: 0.55 };

/**
 * Paint what a tensor holds: numbers where they can be read, else their colours; for a scalar, which
 * has none, a bar that says that it is there. What is not computed leaves its place empty.
 * @param array absent: not computed
 * @param limit end of the value scale
 */
export function paintArray(
  brush: Brush,
  size: TensorSize,
  box: Box,
  array: ArrayJson | undefined,
  limit: () => number,
  ink: Colour,
): void {
  if (!array) vacant(brush, box, size.form === "scalar");
  else if (size.form === "scalar") scalar(brush, box, array, ink);
  else if (box.width * brush.zoom < blurred) {
    brush.context.fillStyle = mixture(array, size, limit());
    brush.context.fillRect(box.x, box.y, box.width, box.height);
  } else if (size.form === "grid") cells(brush, size, box, array, limit());
  else {
    const { context } = brush;
    context.imageSmoothingEnabled = box.width * brush.zoom < 2 * size.columns;
    const image = bitmap(array, size.rows, size.columns, limit());
    context.drawImage(image, box.x, box.y, box.width, box.height);
  }
}

const mixtures = new WeakMap<ArrayJson, { limit: number; colour: string }>();

/** The colour that the cells of the first sheet have together, seen from so far that they mix. */
function mixture(array: ArrayJson, { rows, columns }: TensorSize, limit: number): string {
  const known = mixtures.get(array);
  if (known?.limit === limit) return known.colour;
  const elements = isFull(array) ? array.data.slice(0, rows * columns) : array.thumbnail.data;
  const sum = [0, 0, 0];
  for (const element of elements) {
    const bytes = paint(element, limit).fill.match(/\d+/gu) ?? [];
    bytes.forEach((byte, channel) => (sum[channel] = (sum[channel] ?? 0) + Number(byte)));
  }
  const mean = sum.map((total) => Math.round(total / Math.max(1, elements.length)));
  const colour = `rgb(${mean.join(", ")})`;
  mixtures.set(array, { limit, colour });
  return colour;
}

/** The empty place of what is not computed, in a dotted frame. */
function vacant(brush: Brush, { x, y, width, height }: Box, isScalar: boolean): void {
  if (!isLegible(brush, digits.cell)) return;
  const { context, palette } = brush;
  context.strokeStyle = palette.mark;
  context.lineWidth = 1;
  context.setLineDash([1.5, 2.5]);
  const room = Math.min(26, width - 16);
  if (isScalar) context.strokeRect(x + (width - room) / 2, y + height / 2 - 5, room, 10);
  else context.strokeRect(x, y, width, height);
  context.setLineDash([]);
}

function scalar(brush: Brush, { x, y, width, height }: Box, array: ArrayJson, ink: Colour): void {
  const { context, palette } = brush;
  const [element] = isFull(array) ? array.data : [];
  if (element === undefined) return;
  context.fillStyle = palette[ink];
  const size = ink === "backward" ? digits.gradient : digits.value;
  if (isLegible(brush, size)) {
    context.font = `500 ${size}px ${palette.interface}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const text = formatWithin(element, Math.floor(width / digit));
    context.fillText(text, x + width / 2, y + height / 2);
    return;
  }
  const length = width * bar.width;
  context.globalAlpha = bar.opacity;
  context.fillRect(x + (width - length) / 2, y + (height - bar.height) / 2, length, bar.height);
  context.globalAlpha = 1;
}

function cells(
  brush: Brush,
  { rows, columns }: TensorSize,
  box: Box,
  array: ArrayJson,
  limit: number,
): void {
  const { context, palette } = brush;
  const elements = isFull(array) ? array.data : array.thumbnail.data;
  const legible = isLegible(brush, digits.cell);
  const [width, height] = [box.width / Math.max(columns, 1), box.height / Math.max(rows, 1)];
  context.font = `${digits.cell}px ${palette.interface}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  elements.slice(0, rows * columns).forEach((element, index) => {
    const { fill, ink } = paint(element, limit);
    const x = box.x + (index % columns) * width;
    const y = box.y + Math.floor(index / columns) * height;
    context.fillStyle = fill;
    context.fillRect(x, y, width, height);
    if (!legible) return;
    context.fillStyle = ink;
    context.fillText(formatCell(element), x + width / 2, y + height / 2);
  });
}
