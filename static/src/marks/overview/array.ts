import { colorOf, css, meanColor, paint } from "../../core/color.ts";
import type { ArrayJson } from "../../core/document.ts";
import { isFull } from "../../core/graph.ts";
import type { Box } from "../../core/layout/scene.ts";
import { CLOSER, type TensorSize } from "../../core/measure.ts";
import { formatCell, formatWithin } from "../../core/number.ts";
import { digitsIn, vacantBox } from "../anatomy.ts";
import { CELL_LETTERS, cellLetters } from "../cell.ts";
import { bitmap } from "../picture.ts";
import { type Brush, dip, isLegible, outlineBox } from "./brush.ts";
import type { Looks } from "./looks.ts";

/** Letters of the numbers of scalars. */
type Digits = keyof Looks["letters"];
/** The corners of a place that is empty. */
const corner = { scalar: 3, grid: 2 };
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
  digits: Digits,
): void {
  if (!array) vacant(brush, box, size.form === "scalar");
  else if (size.form === "scalar") scalar(brush, size, box, array, digits);
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
  const colour = css(meanColor(elements, limit));
  mixtures.set(array, { limit, colour });
  return colour;
}

/** The empty place of what is not computed, in a dotted frame. */
function vacant(brush: Brush, box: Box, isScalar: boolean): void {
  const { letters, part } = brush.palette.looks;
  if (!isLegible(brush, letters.value.size)) return;
  if (isScalar) outlineBox(brush, vacantBox(box), corner.scalar, part.vacant);
  else outlineBox(brush, box, corner.grid, part.vacant);
}

function scalar(
  brush: Brush,
  { close }: TensorSize,
  box: Box,
  array: ArrayJson,
  digits: Digits,
): void {
  const { context, palette } = brush;
  const { x, y, width, height } = box;
  const [element] = isFull(array) ? array.data : [];
  if (element === undefined) return;
  const letters = palette.looks.letters[digits];
  dip(brush, letters, letters.size - (close ? CLOSER : 0));
  if (isLegible(brush, letters.size)) {
    context.textAlign = "center";
    context.textBaseline = "middle";
    const text = formatWithin(element, digitsIn(box));
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
  const { cell } = palette.looks.letters;
  const legible = isLegible(brush, CELL_LETTERS);
  const [width, height] = [box.width / Math.max(columns, 1), box.height / Math.max(rows, 1)];
  context.textAlign = "center";
  context.textBaseline = "middle";
  elements.slice(0, rows * columns).forEach((element, index) => {
    const x = box.x + (index % columns) * width;
    const y = box.y + Math.floor(index / columns) * height;
    context.fillStyle = css(colorOf(element, limit));
    context.fillRect(x, y, width, height);
    if (!legible) return;
    const text = formatCell(element);
    context.font = cell.font(cellLetters(text, width));
    context.fillStyle = paint(element, limit).ink;
    context.fillText(text, x + width / 2, y + height / 2);
  });
}
