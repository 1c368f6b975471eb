import type { Module } from "../core/document.ts";
import type { Region } from "../core/layout/scene.ts";
import { svg, svgText } from "./svg.ts";

/** A module in its place: a ground behind its members, or a box of its own when folded. */
export interface RegionMark {
  root: SVGGElement;
  /** Takes clicks and the focus: it folds and unfolds. */
  title: SVGGElement;
}

/** Draw a module's ground with its name, and its type where that says more. */
export function drawRegion(module: Module, { box, depth, folded }: Region): RegionMark {
  const { width, height } = box;
  const radius = depth % 2 === 1 ? 18 : 14;
  const call = (module.call ?? 1) > 1 ? `, call ${module.call}` : "";
  const label = svgText(folded ? `▸ ${module.name}` : module.name, { x: 14, y: 20 });
  const title = svg(
    "g",
    {
      class: "title",
      role: "button",
      tabindex: -1,
      "aria-expanded": String(!folded),
      "aria-label": `${module.name}${call}`,
      "data-module": module.id,
    },
    svg("rect", { x: 4, y: 4, width: Math.max(24, width - 8), height: 22, rx: 7 }),
    svg("rect", { x: 3, y: 3, width: Math.max(26, width - 6), height: 24, rx: 8, class: "halo" }),
    label,
  );
  const ground = svg("rect", { width, height, rx: folded ? 11 : radius, class: "ground" });
  const classes = `region ${depth % 2 === 0 ? "even" : "odd"} ${folded ? "folded" : "open"}`;
  const root = svg("g", { class: classes, transform: `translate(${box.x} ${box.y})` });
  // A folded module looks like a stack: there is more behind the first sheet.
  if (folded) root.append(svg("rect", { x: 4, y: 4, width, height, rx: 11, class: "pile" }));
  root.append(ground, title);
  return { root, title };
}
