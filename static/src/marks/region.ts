import type { Module } from "../core/document.ts";
import type { Region } from "../core/layout/scene.ts";
import { titleOf } from "../core/measure.ts";
import { groundRadius, parity, pileBox } from "./anatomy.ts";
import { HANDLE, svg, svgText } from "./svg.ts";

/** What is written in a module. */
export interface Title {
  /** Its name, as far as there is room for it. */
  text: string;
  caption: string;
  /** Where it begins in the module's box. */
  x: number;
}

/** A module in its place: a ground behind its members, or a box of its own when folded. */
export interface RegionMark {
  root: SVGGElement;
  /** Takes clicks and the focus: it folds and unfolds. */
  handle: SVGElement;
  /** Whether something happens now inside the folded module, and on the way back. */
  show(active: boolean, backward: boolean): void;
}

/**
 * Draw a module's ground with its name.
 * @param title its name, as far as there is room for it, and what stands with it: what it is, where
 *   the name does not say it; and when folded, what it holds
 */
export function drawRegion(
  module: Module,
  region: Region,
  { text, caption, x }: Title,
): RegionMark {
  const { box, depth, folded } = region;
  const { width, height } = box;
  const label = svgText(folded ? `▸ ${module.name}` : text, {
    x,
    y: 20,
    class: "title",
    "aria-hidden": "true",
  });
  const type = svg("tspan", { class: "type", ...(folded ? { x: 25, dy: 18 } : { dx: 8 }) });
  type.textContent = caption;
  label.append(type);
  const handle = svg("rect", {
    x: 3,
    y: 3,
    width: width - 6,
    height: folded ? height - 6 : 24,
    rx: 8,
    "aria-expanded": String(!folded),
    "aria-label": caption ? `${module.name}, ${caption}` : module.name,
    "data-module": module.id,
    ...HANDLE,
  });
  const ground = svg("rect", { width, height, rx: groundRadius(region), class: "ground" });
  const classes = `region ${parity(depth)} ${folded ? "folded" : "open"}`;
  const root = svg("g", { class: classes, transform: `translate(${box.x} ${box.y})` });
  // A folded module looks like a stack: there is more behind the first sheet.
  if (folded) {
    const pile = pileBox({ x: 0, y: 0, width, height });
    root.append(svg("rect", { ...pile, rx: groundRadius(region), class: "pile" }));
  }
  root.append(ground, label, handle);
  return {
    root,
    handle,
    show(active, backward) {
      root.classList.toggle("forward", active && !backward);
      root.classList.toggle("backward", active && backward);
    },
  };
}

/** Draw the ground on which a module goes on in another row; what folds it is on the first one. */
export function drawContinued({ name }: Module, region: Region): SVGGElement {
  const { box, depth } = region;
  const { width, height } = box;
  return svg(
    "g",
    {
      class: `region ${parity(depth)} open`,
      transform: `translate(${box.x} ${box.y})`,
      "aria-hidden": "true",
    },
    svg("rect", { width, height, rx: groundRadius(region), class: "ground" }),
    svgText(titleOf(`… ${name}`, width), { x: 14, y: 10, class: "type" }),
  );
}
