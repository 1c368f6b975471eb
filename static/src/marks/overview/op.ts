import type { Op } from "../../core/document.ts";
import type { OpState } from "../../core/frame.ts";
import type { Box } from "../../core/layout/scene.ts";
import { symbolSize } from "../../core/measure.ts";
import { type Brush, isDetailed, isLegible, isSpeck, lineWidth } from "./brush.ts";
import type { Colour } from "./palette.ts";

interface Look {
  stroke: Colour;
  width: number;
  fill?: Colour;
  dashed?: true;
}

/** As in graph.css. */
const looks: Record<OpState, Look> = {
  idle: { stroke: "mark", width: 1.25 },
  "ready-forward": { stroke: "forward", width: 1.25, dashed: true },
  "firing-forward": { stroke: "forward", width: 1.25, fill: "forward" },
  fired: { stroke: "forward", width: 1.75 },
  "ready-backward": { stroke: "backward", width: 1.25, dashed: true },
  "firing-backward": { stroke: "backward", width: 1.25, fill: "backward" },
  done: { stroke: "backward", width: 1.75 },
};

/** Paint an op from afar: its diamond, and its symbol where that can be read. */
export function paintOp(brush: Brush, { symbol }: Op, box: Box, state: OpState): void {
  const { context, palette } = brush;
  const { stroke, width, fill = "panel", dashed } = looks[state];
  const [left, top] = [box.x, box.y];
  const [middle, centre] = [left + box.width / 2, top + box.height / 2];
  if (isSpeck(brush, box.height)) {
    context.fillStyle = palette[stroke];
    context.fillRect(left + box.width / 4, top + box.height / 4, box.width / 2, box.height / 2);
    return;
  }
  context.fillStyle = palette[fill];
  context.strokeStyle = palette[stroke];
  context.lineWidth = lineWidth(brush, width);
  context.beginPath();
  context.moveTo(middle, top);
  context.lineTo(left + box.width, centre);
  context.lineTo(middle, top + box.height);
  context.lineTo(left, centre);
  context.closePath();
  context.fill();
  const dash = dashed && isDetailed(brush, box.height);
  if (dash) context.setLineDash([3, 3]);
  context.stroke();
  if (dash) context.setLineDash([]);
  const size = symbolSize(symbol, box.width);
  if (!isLegible(brush, size)) return;
  context.fillStyle = palette[fill === "panel" ? "ink" : "panel"];
  context.font = `${size}px ${palette.mathematics}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(symbol, middle, centre);
}
