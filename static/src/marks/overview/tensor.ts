import type { Tensor } from "../../core/document.ts";
import type { TensorState } from "../../core/frame.ts";
import type { Box } from "../../core/layout/scene.ts";
import { SHEET, TENSOR_RADIUS, type TensorSize } from "../../core/measure.ts";
import { ledgerText } from "../figures.ts";
import { type Brush, drawBox, isDetailed, isLegible, isSpeck } from "./brush.ts";
import { paintArray } from "./array.ts";
import type { Palette } from "./palette.ts";

/** A tensor in its place, as it is painted. */
export interface PlacedTensor {
  tensor: Tensor;
  box: Box;
  size: TensorSize;
  /** Whether it is a result of which nothing came. */
  unused: boolean;
}

/** Sizes of letters, as in tensors.css. */
const letters = { name: 17, code: 11, shape: 10, ledger: 11 };

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
  const radius = form === "scalar" ? Math.min(body.height, 34) / 2 : TENSOR_RADIUS;
  if (isSpeck(brush, body.height)) {
    context.fillStyle = role === "intermediate" ? specks(palette, state) : outline.stroke;
    context.fillRect(box.x + body.x, box.y + body.y, body.width, body.height);
    return;
  }
  context.translate(box.x, box.y);
  for (let sheet = isDetailed(brush, body.height) ? sheets : 0; sheet >= 0; sheet--)
    drawBox(brush, sheetBox(body, sheet, sheets), radius, outline);
  const faint = role === "constant";
  paintArray(brush, size, size.value, state.value, () => limit("value"), faint ? "soft" : "ink");
  if (size.gradient) {
    paintArray(brush, size, size.gradient, state.gradient, () => limit("gradient"), "backward");
    if (form !== "scalar" && isDetailed(brush, body.height)) frame(brush, size.gradient, state);
  }
  if (size.name) writeName(brush, tensor, size.name, unused || faint);
  if (size.ledger) writeLedger(brush, size.ledger, state);
  context.translate(-box.x, -box.y);
}

/** A body so small is a speck in the colour of what has come to it. */
function specks(palette: Palette, { value, gradient }: TensorState): string {
  return palette[gradient ? "backward" : value ? "forward" : "mark"];
}

/** The box of a sheet of a stack: 0 is the one in front. */
function sheetBox({ x, y, width, height }: Box, sheet: number, sheets: number): Box {
  const room = sheets * SHEET;
  const by = sheet * SHEET;
  return { x: x + by, y: y + room - by, width: width - room, height: height - room };
}

/** The violet frame of a gradient. */
function frame({ context, palette }: Brush, box: Box, { gradient }: TensorState): void {
  context.strokeStyle = gradient ? palette.backward : palette.mark;
  context.lineWidth = gradient ? 1.5 : 1;
  context.strokeRect(box.x - 2, box.y - 2, box.width + 4, box.height + 4);
}

function writeName(
  brush: Brush,
  { label, shape }: Tensor,
  { x, y, align, text }: NonNullable<TensorSize["name"]>,
  faint: boolean,
): void {
  const { context, palette } = brush;
  const size = label ? letters.name : letters.code;
  if (!isLegible(brush, size)) return;
  const remark = shape.length > 0 ? `(${shape.join("×")})` : "";
  const nameFont = label ? `italic ${size}px ${palette.mathematics}` : `${size}px ${palette.code}`;
  const shapeFont = `${letters.shape}px ${palette.interface}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.font = shapeFont;
  const remarkWidth = remark ? context.measureText(remark).width + 5 : 0;
  context.font = nameFont;
  const width = context.measureText(text).width;
  const start = align === "middle" ? x - (width + remarkWidth) / 2 : x - width - remarkWidth;
  context.fillStyle = label && !faint ? palette.ink : palette.soft;
  context.fillText(text, start, y);
  if (!remark) return;
  context.font = shapeFont;
  context.fillStyle = palette.soft;
  context.fillText(remark, start + width + 5, y);
}

function writeLedger(
  brush: Brush,
  { x, y, align }: NonNullable<TensorSize["ledger"]>,
  state: TensorState,
): void {
  const text = ledgerText(state);
  if (text === "" || !isLegible(brush, letters.ledger)) return;
  const { context, palette } = brush;
  context.font = `${letters.ledger}px ${palette.interface}`;
  context.textAlign = align === "middle" ? "center" : "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = palette.backward;
  context.fillText(text, x, y);
}
