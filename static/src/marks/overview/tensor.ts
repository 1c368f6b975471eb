import type { Tensor } from "../../core/document.ts";
import type { TensorState } from "../../core/frame.ts";
import type { Box } from "../../core/layout/scene.ts";
import { CLOSER, remarkPlace, type TensorSize } from "../../core/measure.ts";
import { bodyRadius, frameBox, sheetBox } from "../anatomy.ts";
import { ledgerText } from "../figures.ts";
import { paintArray } from "./array.ts";
import { type Brush, dip, drawBox, isDetailed, isLegible, isSpeck, outlineBox } from "./brush.ts";
import type { Look } from "./looks.ts";
import type { Palette } from "./palette.ts";

/** A tensor in its place, as it is painted. */
export interface PlacedTensor {
  tensor: Tensor;
  box: Box;
  size: TensorSize;
  /** Whether it is a result of which nothing came. */
  unused: boolean;
}

/** From a name to the shape behind it. */
const gap = 5;
/** The corners of the frame of a gradient. */
const corner = 4;

/**
 * Paint a tensor from afar: its body, what it holds, and its name where that can be read.
 * @param limit end of the value scale of the value or the gradient
 */
export function paintTensor(
  brush: Brush,
  { tensor, box, size, unused }: PlacedTensor,
  state: TensorState,
  limit: (part: "value" | "gradient") => number,
): void {
  const { context, palette } = brush;
  const { body, form, sheets } = size;
  const { role = "intermediate" } = tensor;
  const outline = palette.looks[unused ? "unused" : "tensor"][role];
  if (isSpeck(brush, body.height)) {
    context.fillStyle = role === "intermediate" ? specks(palette, state) : outline.stroke;
    context.fillRect(box.x + body.x, box.y + body.y, body.width, body.height);
    return;
  }
  context.translate(box.x, box.y);
  for (let sheet = isDetailed(brush, body.height) ? sheets : 0; sheet >= 0; sheet--)
    drawBox(brush, sheetBox(size, sheet), bodyRadius(size), outline);
  const faint = role === "constant";
  const valueLetters = faint ? "faintValue" : "value";
  paintArray(brush, size, size.value, state.value, () => limit("value"), valueLetters);
  if (size.gradient) {
    const gradientLetters = state.ledger === "partial" ? "partial" : "gradient";
    paintArray(
      brush,
      size,
      size.gradient,
      state.gradient,
      () => limit("gradient"),
      gradientLetters,
    );
    if (form !== "scalar" && isDetailed(brush, body.height))
      outlineBox(brush, frameBox(size.gradient), corner, frameLook(palette, state));
  }
  writeName(brush, size, unused || faint);
  if (size.ledger) writeLedger(brush, size.ledger, state);
  context.translate(-box.x, -box.y);
}

/** A body so small is a speck in the colour of what has come to it. */
function specks(palette: Palette, { value, gradient }: TensorState): string {
  return palette[gradient ? "backward" : value ? "forward" : "mark"];
}

function frameLook({ looks }: Palette, { gradient, ledger }: TensorState): Look {
  return looks.part[!gradient ? "absent" : ledger === "partial" ? "partial" : "frame"];
}

function writeName(brush: Brush, { name: placed, close }: TensorSize, faint: boolean): void {
  if (!placed || placed.quiet) return;
  const { x, y, align, text, shape, math, remark } = placed;
  const { context, palette } = brush;
  const { letters } = palette.looks;
  const name = letters[math ? (faint ? "faintName" : "name") : "code"];
  if (!isLegible(brush, name.size)) return;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  dip(brush, letters.shape);
  const shapeWidth = shape === "" ? 0 : context.measureText(shape).width;
  const behind = shape === "" || remark === "below" ? 0 : shapeWidth + gap;
  dip(brush, name, math && close ? name.size - CLOSER : name.size);
  const width = context.measureText(text).width;
  const start = align === "middle" ? x - (width + behind) / 2 : x - width - behind;
  context.fillText(text, start, y);
  if (shape === "") return;
  dip(brush, letters.shape);
  if (behind > 0) context.fillText(shape, start + width + gap, y);
  else context.fillText(shape, x - shapeWidth, remarkPlace(placed).y);
}

function writeLedger(
  brush: Brush,
  { x, y, align }: NonNullable<TensorSize["ledger"]>,
  state: TensorState,
): void {
  const text = ledgerText(state);
  const { context, palette } = brush;
  const { ledger } = palette.looks.letters;
  if (text === "" || !isLegible(brush, ledger.size)) return;
  dip(brush, ledger);
  context.textAlign = align === "middle" ? "center" : "left";
  context.textBaseline = "alphabetic";
  context.fillText(text, x, y);
}
