import type { Module } from "../../core/document.ts";
import { titleOf } from "../../core/measure.ts";
import type { Box, Region } from "../../core/layout/scene.ts";
import { type Brush, drawBox, isLegible } from "./brush.ts";
import type { Colour } from "./palette.ts";

/** Letters of a module's name: in the scene, and on the screen where those could not be read. */
const letter = 12;
const smallest = 10;
/** From one line of such letters to the next, in their size. */
const line = 1.4;
/** About the width of a letter, in its size. */
const breadth = 0.58;

/**
 * Paint a module from afar. A name that would be too small to be read is written larger, where its
 * ground has room for it.
 * @param parent the module around it, whose name may stand there
 * @param caption what stands with its name
 * @param happening what happens inside a folded module now
 */
export function paintRegion(
  brush: Brush,
  module: Module,
  region: Region,
  parent: { module: Module; box: Box } | null,
  caption: string,
  happening: "forward" | "backward" | null,
): void {
  const { palette } = brush;
  const { box, depth, folded } = region;
  const ground: Colour = depth % 2 === 0 ? "paper" : "region";
  const look = {
    fill: palette[folded ? "panel" : ground],
    stroke: palette[happening ?? (folded ? "mark" : "line")],
    width: happening ? 2.5 : 1,
  };
  if (folded)
    drawBox(brush, { ...box, x: box.x + 4, y: box.y + 4 }, 11, {
      ...look,
      stroke: palette.mark,
      width: 1,
    });
  drawBox(brush, box, folded ? 11 : depth % 2 === 1 ? 18 : 14, look);
  if (isLegible(brush, letter)) writeName(brush, module, region, caption);
  else if (!brush.quiet && fitsLarger(brush, module, box) && !meetsName(brush, box, parent))
    writeLarger(brush, module, box);
}

function writeName(
  { context, palette }: Brush,
  module: Module,
  { box, folded }: Region,
  caption: string,
): void {
  const [x, y] = [box.x + 14, box.y + 20];
  const name = folded ? `▸ ${module.name}` : titleOf(module.name, box.width);
  context.font = `${letter}px ${palette.interface}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = palette.ink;
  context.fillText(name, x, y);
  context.fillStyle = palette.soft;
  if (folded) context.fillText(caption, box.x + 25, y + 18);
  else context.fillText(caption, x + context.measureText(name).width + 8, y);
}

function fitsLarger({ zoom }: Brush, { name }: Module, { width, height }: Box): boolean {
  const size = smallest / zoom;
  return width - size >= name.length * size * breadth && height - size / 2 >= size;
}

/** Whether a name at the top of a box would touch the larger one of the module around it. */
function meetsName(brush: Brush, { y }: Box, parent: { module: Module; box: Box } | null): boolean {
  if (!parent || !fitsLarger(brush, parent.module, parent.box)) return false;
  return y - parent.box.y < (line * smallest) / brush.zoom;
}

function writeLarger({ context, palette, zoom }: Brush, { name }: Module, { x, y }: Box): void {
  const size = smallest / zoom;
  context.font = `${size}px ${palette.interface}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = palette.ink;
  context.fillText(name, x + size / 2, y + size / 3);
}
