import type { Module } from "../../core/document.ts";
import type { Region } from "../../core/layout/scene.ts";
import { type Brush, drawBox, isLegible } from "./brush.ts";
import type { Colour } from "./palette.ts";

/** Letters of a module's name: in the scene, and on the screen where those could not be read. */
const letter = 12;
const smallest = 10;
/** About the width of a letter, in its size. */
const breadth = 0.58;

/**
 * Paint a module from afar. A name that would be too small to be read is written larger, where its
 * ground has room for it.
 * @param caption what stands with its name
 * @param happening what happens inside a folded module now
 */
export function paintRegion(
  brush: Brush,
  module: Module,
  region: Region,
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
  else if (!brush.quiet) writeLarger(brush, module, region);
}

function writeName(
  { context, palette }: Brush,
  module: Module,
  { box, folded }: Region,
  caption: string,
): void {
  const [x, y] = [box.x + 14, box.y + 20];
  const name = folded ? `▸ ${module.name}` : module.name;
  context.font = `${letter}px ${palette.interface}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = palette.ink;
  context.fillText(name, x, y);
  context.fillStyle = palette.soft;
  if (folded) context.fillText(caption, box.x + 25, y + 18);
  else context.fillText(caption, x + context.measureText(name).width + 8, y);
}

function writeLarger({ context, palette, zoom }: Brush, { name }: Module, { box }: Region): void {
  const size = smallest / zoom;
  const room = { width: box.width - size, height: box.height - size / 2 };
  if (room.width < name.length * size * breadth || room.height < size) return;
  context.font = `${size}px ${palette.interface}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = palette.ink;
  context.fillText(name, box.x + size / 2, box.y + size / 3);
}
