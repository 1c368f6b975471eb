import type { Box } from "../core/layout/scene.ts";
import { svg, svgText } from "./svg.ts";

/** Screen pixels between a thing and its ring, and the smallest side of a ring. */
const gap = 7;
const least = 14;
/** Height of a flag, its padding, and the width of one of its letters. */
const flag = { height: 18, padding: 6, letter: 6.6 };

/** The outline of a ring around something, as path data; it is never too small to be seen. */
export function ringAround(box: Box, zoom: number): string {
  const width = Math.max(box.width + (2 * gap) / zoom, least / zoom);
  const height = Math.max(box.height + (2 * gap) / zoom, least / zoom);
  const x = box.x + (box.width - width) / 2;
  const y = box.y + (box.height - height) / 2;
  const radius = Math.min(10, width / 2, height / 2);
  const [right, bottom] = [width - 2 * radius, height - 2 * radius];
  const turn = (dx: number, dy: number): string => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
  return `M${x + radius} ${y}h${right}${turn(radius, radius)}v${bottom}${turn(-radius, radius)}h${-right}${turn(-radius, -radius)}v${-bottom}${turn(radius, -radius)}Z`;
}

/** A flag at the corner of a ring, with a number; from afar it keeps its size on the screen. */
export function drawFlag(box: Box, label: string, chosen: boolean, zoom: number): SVGElement {
  const width = Math.max(flag.height, label.length * flag.letter + 2 * flag.padding);
  const ground = svg("rect", {
    x: -width / 2,
    y: -flag.height / 2,
    width,
    height: flag.height,
    rx: flag.height / 2,
  });
  const scale = Math.max(1, 1 / zoom);
  const half = {
    x: Math.max(box.width, least / zoom) / 2,
    y: Math.max(box.height, least / zoom) / 2,
  };
  const x = box.x + box.width / 2 + half.x + gap / zoom;
  const y = box.y + box.height / 2 - half.y - gap / zoom;
  return svg(
    "g",
    {
      class: chosen ? "flag chosen" : "flag",
      transform: `translate(${x} ${y}) scale(${scale})`,
    },
    ground,
    svgText(label, { "text-anchor": "middle", "dominant-baseline": "central" }),
  );
}
