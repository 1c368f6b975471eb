/** The geometry of marks, for whichever way they are drawn; in the scene's pixels. */
import type { Box, Region } from "../core/layout/scene.ts";
import { SHEET, TENSOR_RADIUS, type TensorSize } from "../core/measure.ts";

/** A scalar's pill is round at its ends, but no rounder than one with a value alone. */
const ROUNDEST = 17;
/** Width of a digit of a scalar. */
const DIGIT = 9;
/** The place of a scalar that is not computed: its room on both sides, and its size. */
const PLACE = { margin: 8, longest: 26, height: 10 };
/** How far the frame of a gradient is from its elements. */
const FRAME = 2;
/** How far the sheet behind a folded module stands out. */
const BEHIND = 4;
const RADIUS = { folded: 11, odd: 18, even: 14 };

export function bodyRadius({ form, body }: TensorSize): number {
  return form === "scalar" ? Math.min(body.height / 2, ROUNDEST) : TENSOR_RADIUS;
}

/** The box of a sheet of a stack: 0 is the one in front, below and left of those behind it. */
export function sheetBox({ body, sheets }: TensorSize, sheet: number): Box {
  const room = sheets * SHEET;
  const by = sheet * SHEET;
  return {
    x: body.x + by,
    y: body.y + room - by,
    width: body.width - room,
    height: body.height - room,
  };
}

/** The frame around a gradient. */
export function frameBox(gradient: Box): Box {
  return grown(gradient, FRAME);
}

/** How many digits a scalar has room for. */
export function digitsIn({ width }: Box): number {
  return Math.floor(width / DIGIT);
}

/** The empty place of a scalar that is not computed. */
export function vacantBox({ x, y, width, height }: Box): Box {
  const wide = Math.min(PLACE.longest, width - 2 * PLACE.margin);
  return {
    x: x + (width - wide) / 2,
    y: y + (height - PLACE.height) / 2,
    width: wide,
    height: PLACE.height,
  };
}

/** The sheet behind a folded module. */
export function pileBox(box: Box): Box {
  return { ...box, x: box.x + BEHIND, y: box.y + BEHIND };
}

export function groundRadius({ folded, depth }: Pick<Region, "folded" | "depth">): number {
  return folded ? RADIUS.folded : RADIUS[parity(depth)];
}

/** Modules within one another alternate between two grounds. */
export function parity(depth: number): "even" | "odd" {
  return depth % 2 === 0 ? "even" : "odd";
}

export function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
