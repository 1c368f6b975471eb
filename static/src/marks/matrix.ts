import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import type { Box } from "../core/layout/scene.ts";
import type { TensorSize } from "../core/measure.ts";
import { drawCell } from "./cell.ts";
import { picture } from "./picture.ts";
import { svg } from "./svg.ts";

/** The elements of a tensor's first sheet, or the empty place where they will be. */
export interface Matrix {
  root: SVGGElement;
  /**
   * @param array absent: not computed, which is no zero
   * @param filled 0..1, how many of the elements have appeared, in reading order
   * @param limit end of the value scale
   */
  show(array: ArrayJson | undefined, filled: number, limit: number): void;
}

/** Draw a grid of cells with numbers, or a picture where there are too many for that. */
export function drawMatrix({ form, rows, columns }: TensorSize, box: Box): Matrix {
  const root = svg("g", { transform: `translate(${box.x} ${box.y})` });
  const empty = svg(
    "g",
    { class: "vacant" },
    svg("path", { class: "lattice", d: lattice(rows, columns, box, form === "grid") }),
    svg("rect", { class: "dotted", width: box.width, height: box.height, rx: 2 }),
  );
  root.append(empty);
  const fill =
    form === "grid" ? drawCells(root, rows, columns, box) : drawPicture(root, rows, columns, box);
  return {
    root,
    show(array, filled, limit) {
      const present = array !== undefined && filled > 0;
      empty.toggleAttribute("hidden", present && filled === 1);
      fill(present ? array : undefined, filled, limit);
    },
  };
}

type Fill = (array: ArrayJson | undefined, filled: number, limit: number) => void;

function drawCells(root: SVGGElement, rows: number, columns: number, box: Box): Fill {
  const [width, height] = [box.width / Math.max(columns, 1), box.height / Math.max(rows, 1)];
  const cells = Array.from({ length: rows * columns }, (_, index) =>
    drawCell({
      x: (index % columns) * width,
      y: Math.floor(index / columns) * height,
      width,
      height,
    }),
  );
  root.append(...cells.map((cell) => cell.root));
  return (array, filled, limit) => {
    // The thumbnail of so small a sheet is the sheet itself.
    const elements = !array ? [] : isFull(array) ? array.data : array.thumbnail.data;
    const seen = Math.ceil(filled * cells.length);
    cells.forEach((cell, index) => {
      const element = elements[index];
      cell.root.toggleAttribute("hidden", element === undefined || index >= seen);
      if (element !== undefined) cell.show(element, limit);
    });
  };
}

function drawPicture(root: SVGGElement, rows: number, columns: number, box: Box): Fill {
  const { width, height } = box;
  const image = svg("image", { width, height, preserveAspectRatio: "none", hidden: "" });
  // A picture that is all zero is nearly paper: its outline says that it is there.
  const outline = svg("rect", { class: "outline", width, height, hidden: "" });
  root.append(image, outline);
  let shown = "";
  return (array, filled, limit) => {
    image.toggleAttribute("hidden", array === undefined);
    outline.toggleAttribute("hidden", array === undefined || filled < 1);
    if (!array) return;
    const url = picture(array, rows, columns, limit);
    if (url !== shown) image.setAttribute("href", (shown = url));
    // The picture appears from the top, row by row, like the cells of a grid.
    const hidden = 100 * (1 - filled);
    image.style.clipPath = hidden > 0 ? `inset(0 0 ${hidden}% 0)` : "";
  };
}

/** Faint lines between the cells that are still empty. */
function lattice(rows: number, columns: number, box: Box, drawn: boolean): string {
  if (!drawn) return "";
  const line = (count: number, along: number, draw: (at: number) => string): string =>
    Array.from({ length: Math.max(0, count - 1) }, (_, k) => draw(((k + 1) * along) / count)).join(
      "",
    );
  return (
    line(columns, box.width, (x) => `M${x} 0V${box.height}`) +
    line(rows, box.height, (y) => `M0 ${y}H${box.width}`)
  );
}
