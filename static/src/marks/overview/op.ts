import type { Op } from "../../core/document.ts";
import type { OpState } from "../../core/frame.ts";
import type { Box } from "../../core/layout/scene.ts";
import { symbolSize } from "../../core/measure.ts";
import { type Brush, dip, isDetailed, isLegible, isSpeck, lineWidth } from "./brush.ts";

/** What may fire now has no second outline here, but a dashed one. */
const ready: ReadonlySet<OpState> = new Set(["ready-forward", "ready-backward"]);
/** An op that fires is filled, and its symbol stands out from that. */
const firing: ReadonlySet<OpState> = new Set(["firing-forward", "firing-backward"]);

/** Paint an op from afar: its diamond, and its symbol where that can be read. */
export function paintOp(brush: Brush, { symbol }: Op, box: Box, state: OpState): void {
  const { context, palette } = brush;
  const { stroke, width, fill } = palette.looks.op[state];
  const [left, top] = [box.x, box.y];
  const [middle, centre] = [left + box.width / 2, top + box.height / 2];
  if (isSpeck(brush, box.height)) {
    context.fillStyle = stroke;
    context.fillRect(left + box.width / 4, top + box.height / 4, box.width / 2, box.height / 2);
    return;
  }
  context.fillStyle = fill;
  context.strokeStyle = stroke;
  context.lineWidth = lineWidth(brush, width);
  context.beginPath();
  context.moveTo(middle, top);
  context.lineTo(left + box.width, centre);
  context.lineTo(middle, top + box.height);
  context.lineTo(left, centre);
  context.closePath();
  context.fill();
  const dash = ready.has(state) && isDetailed(brush, box.height);
  if (dash) context.setLineDash([3, 3]);
  context.stroke();
  if (dash) context.setLineDash([]);
  const size = symbolSize(symbol, box.width);
  if (!isLegible(brush, size)) return;
  dip(brush, palette.looks.letters[firing.has(state) ? "firing" : "symbol"], size);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(symbol, middle, centre);
}
