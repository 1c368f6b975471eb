import type { UpdateLine } from "../core/layout/updates.ts";
import { svg, svgText } from "./svg.ts";

/** A line from a version of a leaf to the next. */
export interface UpdateMark {
  root: SVGGElement;
  /** @param happens whether it is made in this step; before and after it is quiet */
  show(made: boolean, happens: boolean): void;
}

/** Draw an update as a dashed line with what is written on it. */
export function drawUpdate({ from, to, path, points, words }: UpdateLine): UpdateMark {
  const { x = 0, y = 0 } = points.at(-1) ?? {};
  const root = svg(
    "g",
    { class: "update", "data-update": `${from} → ${to}`, "aria-hidden": "true" },
    svg("path", { d: path }),
    svg("circle", { cx: x, cy: y, r: 2.5 }),
    ...words.map(({ text, at }) => svgText(text, { x: at.x, y: at.y })),
  );
  return {
    root,
    show(made, happens) {
      root.toggleAttribute("hidden", !made && !happens);
      root.classList.toggle("now", happens);
    },
  };
}
