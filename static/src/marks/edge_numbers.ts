import { scaleLimit } from "../core/color.ts";
import type { ArrayJson } from "../core/document.ts";
import { type EdgeNumbers, NUMBER_SPACE, type Part, TINY_CELL } from "../core/edge_numbers.ts";
import { isFull } from "../core/graph.ts";
import type { Box } from "../core/layout/scene.ts";
import { formatNumber } from "../core/number.ts";
import { picture } from "./picture.ts";
import { svg, svgText } from "./svg.ts";

/** The numbers on an edge: the op's local derivative, and what came back. */
export interface NumbersMark {
  root: SVGGElement;
  /** Either is absent where it has not been computed. */
  show(local: ArrayJson | undefined, contribution: ArrayJson | undefined): void;
}

/** Significant digits of a number on an edge. */
const digits = 3;

/** Draw the numbers of an edge on a small ground: ∂ before the local derivative, ∇ before the rest. */
export function drawNumbers(numbers: EdgeNumbers, box: Box): NumbersMark {
  const { width, height } = box;
  const root = svg(
    "g",
    { class: "numbers", transform: `translate(${box.x} ${box.y})`, "aria-hidden": "true" },
    svg("rect", { width, height, rx: 4, class: "ground" }),
  );
  const { between, around } = NUMBER_SPACE;
  const parts = [numbers.local, numbers.contribution];
  const aside = parts.every((part) => part === null || part.form === "cells");
  let at = around;
  const [local, contribution] = parts.map((part, index) => {
    if (part === null) return null;
    const place = aside ? { x: at, y: (height - part.height) / 2 } : { x: around, y: at };
    at += aside ? part.width + between : part.height;
    const drawn = index === 0 ? drawPart(part, "∂", "local") : drawPart(part, "∇", "sent");
    drawn.root.setAttribute("transform", `translate(${place.x} ${place.y})`);
    root.append(drawn.root);
    return drawn;
  });
  return {
    root,
    show(slope, sent) {
      root.toggleAttribute("hidden", slope === undefined && sent === undefined);
      local?.show(slope);
      contribution?.show(sent);
    },
  };
}

interface DrawnPart {
  root: SVGGElement;
  show(array: ArrayJson | undefined): void;
}

function drawPart(part: Part, sign: string, kind: string): DrawnPart {
  const middle = part.height / 2;
  const root = svg("g", { class: kind }, svgText(sign, { x: 1, y: middle, class: "sign" }));
  const [x, width] = [NUMBER_SPACE.sign, part.columns * TINY_CELL];
  const text = svgText("", { x, y: middle });
  const height = part.rows * TINY_CELL;
  const y = middle - height / 2;
  const image = svg("image", { x, y, width, height, preserveAspectRatio: "none" });
  const frame = svg("rect", { x, y, width, height, class: "frame" });
  root.append(...(part.form === "cells" ? [image, frame] : [text]));
  let shown: ArrayJson | undefined;
  return {
    root,
    show(array) {
      root.toggleAttribute("hidden", array === undefined);
      if (array === undefined || array === shown) return;
      shown = array;
      if (part.form !== "cells") text.textContent = written(array);
      else image.setAttribute("href", picture(array, part.rows, part.columns, scaleLimit([array])));
    },
  };
}

/** A scalar as a number, anything larger as its range. */
function written(array: ArrayJson): string {
  if (array.shape.length === 0 && isFull(array)) return formatNumber(array.data[0] ?? 0, digits);
  const [least, most] = isFull(array)
    ? [Math.min(...array.data.map(Number)), Math.max(...array.data.map(Number))]
    : [Number(array.summary.min), Number(array.summary.max)];
  return `${formatNumber(least, 2)} … ${formatNumber(most, 2)}`;
}
