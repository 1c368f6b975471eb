import type { Box } from "../../core/layout/scene.ts";
import type { Palette } from "./palette.ts";

/** What everything small is drawn with: a canvas whose units are those of the scene. */
export interface Brush {
  context: CanvasRenderingContext2D;
  palette: Palette;
  /** Screen pixels to a unit of the scene. */
  zoom: number;
  /** Whether a name that is too small to be read is left out, not written larger; default false. */
  quiet?: boolean;
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

/** Fill a box and draw its outline; from afar its corners are sharp. */
export function drawBox(
  brush: Brush,
  { x, y, width, height }: Box,
  radius: number,
  look: { fill: string; stroke: string; width: number; dash?: readonly number[] },
): void {
  const { context } = brush;
  context.fillStyle = look.fill;
  context.strokeStyle = look.stroke;
  context.lineWidth = lineWidth(brush, look.width);
  if (!isDetailed(brush, height)) {
    context.fillRect(x, y, width, height);
    context.strokeRect(x, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
  context.setLineDash([...(look.dash ?? [])]);
  context.stroke();
  context.setLineDash([]);
}
