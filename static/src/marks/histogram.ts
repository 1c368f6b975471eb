import type { Histogram } from "../core/histogram.ts";
import { formatNumber } from "../core/number.ts";
import { svg, svgText } from "./svg.ts";

/** Size of the picture in its own units; it is drawn as wide as its place. */
const size = { width: 300, height: 84, foot: 18, head: 14, side: 14 } as const;

/** Bars for how many elements lie between two edges, with the most and the ends written. */
export function drawHistogram(
  { edges, counts }: Histogram,
  way: "forward" | "backward",
  spoken: string,
): SVGSVGElement {
  const root = svg("svg", {
    class: `histogram ${way}`,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: "img",
    "aria-label": spoken,
  });
  const [low = 0] = edges;
  const high = edges.at(-1) ?? low;
  const most = Math.max(...counts);
  const base = size.height - size.foot;
  const across = (value: number): number =>
    size.side + ((value - low) / (high - low)) * (size.width - 2 * size.side);
  counts.forEach((count, bin) => {
    const [from, to] = [across(edges[bin] ?? low), across(edges[bin + 1] ?? high)];
    const height = (count / most) * (base - size.head);
    if (count === 0) return;
    const bar = { x: from + 0.75, y: base - height, width: to - from - 1.5, height };
    root.append(svg("rect", { class: "bar", ...bar, "data-count": count }));
    if (count === most)
      root.append(
        svgText(String(count), {
          class: "tick",
          x: (from + to) / 2,
          y: base - height - 4,
          "text-anchor": "middle",
        }),
      );
  });
  root.append(svg("line", { class: "base", x1: 0, x2: size.width, y1: base, y2: base }));
  const marks = low < 0 && high > 0 ? [low, 0, high] : [low, high];
  for (const value of marks) {
    const x = across(value);
    root.append(
      svg("line", { class: "base", x1: x, x2: x, y1: base, y2: base + 4 }),
      svgText(formatNumber(Number(value.toPrecision(12))), {
        class: "tick",
        x: value === high ? size.width : value === low ? 0 : x,
        y: size.height - 2,
        "text-anchor": value === high ? "end" : value === low ? "start" : "middle",
      }),
    );
  }
  return root;
}
