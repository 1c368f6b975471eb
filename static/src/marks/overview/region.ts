import type { Module } from "../../core/document.ts";
import type { Box, Region } from "../../core/layout/scene.ts";
import { groundRadius, parity, pileBox } from "../anatomy.ts";
import type { Title } from "../region.ts";
import { type Brush, dip, drawBox, isLegible } from "./brush.ts";

/** Screen pixels of ground around the letters of a label, on both sides together. */
const halo = 4;

/**
 * Paint the ground of a module from afar.
 * @param happening what happens inside a folded module now
 */
export function paintGround(
  brush: Brush,
  region: Region,
  happening: "forward" | "backward" | null,
): void {
  const { part } = brush.palette.looks;
  const { box, depth, folded } = region;
  const radius = groundRadius(region);
  if (folded) drawBox(brush, pileBox(box), radius, part.pile);
  drawBox(brush, box, radius, part[folded ? (happening ?? "folded") : parity(depth)]);
}

/** Whether the letters of titles can be made out. */
export function areTitlesLegible(brush: Brush): boolean {
  return isLegible(brush, brush.palette.looks.letters.title.size);
}

/** Write the title of a module on its ground. */
export function writeTitle(
  brush: Brush,
  module: Module,
  { box, folded }: Region,
  written: Title,
): void {
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

/** Write the name of a module from afar in its place, over all that is in it. */
export function writeLabel(
  brush: Brush,
  { name }: Module,
  { folded, depth }: Region,
  { x, y, height }: Box,
): void {
  const { context, palette } = brush;
  const { part, letters } = palette.looks;
  dip(brush, letters.title, height);
  context.textAlign = "left";
  context.textBaseline = "top";
  context.strokeStyle = part[folded ? "folded" : parity(depth)].fill;
  context.lineWidth = halo / brush.zoom;
  context.lineJoin = "round";
  context.strokeText(name, x, y);
  context.fillText(name, x, y);
}
