import { paint } from "../core/color.ts";
import type { Num } from "../core/document.ts";
import type { Box } from "../core/layout/scene.ts";
import { formatCell } from "../core/number.ts";
import { svg, svgText } from "./svg.ts";

/** Letters of a cell; what is longer than its cell gets smaller. */
export const CELL_LETTERS = 12;
/** How wide one is by its size. */
const breadth = 0.62;
const margin = 4;

/** One element of a grid: its number on the colour of its value. */
export interface Cell {
  root: SVGGElement;
  show(element: Num, limit: number): void;
}

/** Draw a cell: NaN is crossed out, an infinity is a large sign. */
export function drawCell({ x, y, width, height }: Box): Cell {
  const ground = svg("rect", { x, y, width, height });
  const cross = svg("path", {
    class: "cross",
    d: `M${x + 2} ${y + 2}l${width - 4} ${height - 4}M${x + 2} ${y + height - 2}l${width - 4} ${4 - height}`,
    hidden: "",
  });
  const number = svgText("", { class: "cell", x: x + width / 2, y: y + height / 2 });
  let shown: Num | null = null;
  let scale = Number.NaN;
  return {
    root: svg("g", { hidden: "" }, ground, cross, number),
    show(element, limit) {
      if (Object.is(element, shown) && limit === scale) return;
      const { fill, ink, mark } = paint(element, limit);
      const text = formatCell(element);
      ground.setAttribute("fill", fill);
      cross.toggleAttribute("hidden", mark !== "nan");
      number.setAttribute("fill", ink);
      number.setAttribute("stroke", mark === "nan" ? fill : "none");
      number.setAttribute("class", mark === null ? "cell" : `cell ${mark}`);
      number.setAttribute("font-size", String(cellLetters(text, width)));
      number.textContent = text;
      shown = element;
      scale = limit;
    },
  };
}

/** The largest size at which the text leaves the cells beside its own alone. */
export function cellLetters(text: string, width: number): number {
  const dots = text.includes(".") ? 0.34 : 0;
  const size = (width - margin) / (text.length * breadth - dots);
  return Math.min(CELL_LETTERS, Math.floor(10 * size) / 10);
}
