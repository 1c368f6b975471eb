import type { Module } from "../../core/document.ts";
import type { Box, Region } from "../../core/layout/scene.ts";
import { groundRadius, parity, pileBox } from "../anatomy.ts";
import type { Title } from "../region.ts";
import { type Brush, dip, drawBox, isLegible } from "./brush.ts";

/** Letters on the screen of a name whose own could not be read. */
const smallest = 10;
/** From one line of such letters to the next, in their size. */
const line = 1.4;
/** About the width of a letter, in its size. */
const breadth = 0.58;

/**
 * Paint a module from afar. A name that would be too small to be read is written larger, where its
 * ground has room for it.
 * @param parent the module around it, whose name may stand there
 * @param title what is written in it, asked for where its letters can be read
 * @param happening what happens inside a folded module now
 */
export function paintRegion(
  brush: Brush,
  module: Module,
  region: Region,
  parent: { module: Module; box: Box } | null,
  title: () => Title,
  happening: "forward" | "backward" | null,
): void {
  const { part, letters } = brush.palette.looks;
  const { box, depth, folded } = region;
  const radius = groundRadius(region);
  if (folded) drawBox(brush, pileBox(box), radius, part.pile);
  drawBox(brush, box, radius, part[folded ? (happening ?? "folded") : parity(depth)]);
  if (isLegible(brush, letters.title.size)) writeName(brush, module, region, title());
  else if (!brush.quiet && fitsLarger(brush, module, box) && !meetsName(brush, box, parent))
    writeLarger(brush, module, box);
}

function writeName(brush: Brush, module: Module, { box, folded }: Region, written: Title): void {
  const { context, palette } = brush;
  const { title, type } = palette.looks.letters;
  const [x, y] = [box.x + written.x, box.y + 20];
  const name = folded ? `▸ ${module.name}` : written.text;
  dip(brush, title);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillText(name, x, y);
  const behind = x + context.measureText(name).width + 8;
  dip(brush, type);
  if (folded) context.fillText(written.caption, box.x + 25, y + 18);
  else context.fillText(written.caption, behind, y);
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

function writeLarger(brush: Brush, { name }: Module, { x, y }: Box): void {
  const { context, palette, zoom } = brush;
  const size = smallest / zoom;
  dip(brush, palette.looks.letters.title, size);
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(name, x + size / 2, y + size / 3);
}
