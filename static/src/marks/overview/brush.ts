import type { Box } from "../../core/layout/scene.ts";
import type { Letters, Look } from "./looks.ts";
import type { Palette } from "./palette.ts";

/** What everything small is drawn with: a canvas whose units are those of the scene. */
export interface Brush {
  context: CanvasRenderingContext2D;
  palette: Palette;
  /** Screen pixels to a unit of the scene. */
  zoom: number;
  /** Screen pixels of the letters of modules' names where titles cannot be read; 0 leaves them out. */
  label: number;
}

/** Screen pixels: below them letters and rounded corners are only noise, and a line would vanish. */
const legible = 3.5;
const round = 9;
const speck = 3;
const thinnest = 0.5;

/** Whether letters of a size in the scene can be made out. */
export function isLegible({ zoom }: Brush, size: number): boolean {
  return size * zoom >= legible;
}

/** Whether something so high in the scene is large enough for its corners and details to be seen. */
export function isDetailed({ zoom }: Brush, height: number): boolean {
  return height * zoom >= round;
}

/** Whether something so high in the scene is too small for more than one colour. */
export function isSpeck({ zoom }: Brush, height: number): boolean {
  return height * zoom < speck;
}

/** The width of a line, which stays visible however far away it is. */
export function lineWidth({ zoom }: Brush, width: number): number {
  return Math.max(width, thinnest / zoom);
}

/** Fill a box and draw its outline; from afar its corners are sharp, and its outline is not broken. */
export function drawBox(brush: Brush, box: Box, radius: number, look: Look): void {
  const { context } = brush;
  const detailed = isDetailed(brush, box.height);
  traceBox(context, box, detailed ? radius : 0);
  context.fillStyle = look.fill;
  context.fill();
  strokeTraced(brush, detailed ? look : { ...look, dash: [] });
}

/** Draw the outline of a box. */
export function outlineBox(brush: Brush, box: Box, radius: number, look: Look): void {
  traceBox(brush.context, box, radius);
  strokeTraced(brush, look);
}

function traceBox(context: CanvasRenderingContext2D, box: Box, radius: number): void {
  const { x, y, width, height } = box;
  context.beginPath();
  if (radius > 0) context.roundRect(x, y, width, height, radius);
  else context.rect(x, y, width, height);
}

function strokeTraced(brush: Brush, { stroke, width, dash }: Look): void {
  const { context } = brush;
  context.strokeStyle = stroke;
  context.lineWidth = lineWidth(brush, width);
  if (dash.length > 0) context.setLineDash([...dash]);
  context.stroke();
  if (dash.length > 0) context.setLineDash([]);
}

/** Take letters in hand, in their own size or in another. */
export function dip({ context }: Brush, letters: Letters, size?: number): void {
  context.font = letters.font(size);
  context.fillStyle = letters.colour;
}
