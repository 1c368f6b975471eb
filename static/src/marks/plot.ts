import { extent, type Piece, type Samples, ticks } from "../core/curve.ts";
import type { Box, Point } from "../core/layout/scene.ts";
import { formatNumber } from "../core/number.ts";
import { svg, svgText } from "./svg.ts";

/** A curve in its axes, and one point of it. */
export interface PlotMark {
  root: SVGGElement;
  /** Where a sample stands; outside the box where the curve leaves the range. */
  pixel(index: number): Point;
  /** Show a sample; with the slope there, its tangent too. */
  show(index: number, slope?: number): void;
  /** Mark other places on the curve, small. */
  mark(places: readonly Point[]): void;
}

/** What is drawn of a curve. */
export interface Plot extends Samples {
  /** Its name, at the top left. */
  name: string;
  /** "forward" for values, "backward" for derivatives: the colour says which pass it is of. */
  way: "forward" | "backward";
  pieces: readonly Piece[];
  /** Samples that stand alone or bend: each gets a ring. */
  kinks: readonly number[];
  /** Whether numbers stand along the lower edge. */
  numbered: boolean;
}

/** Half the length of a tangent, in pixels. */
const reach = 90;
/** Pixels for a number along an edge. */
const room = { across: 88, up: 44 };

let plots = 0;

/** Draw a curve into a box. */
export function drawPlot(plot: Plot, box: Box): PlotMark {
  const { x, y, way, numbered } = plot;
  const [left, right] = [x[0] ?? 0, x.at(-1) ?? 1];
  const [low, high] = extent(y);
  const across = (value: number): number => box.x + ((value - left) / (right - left)) * box.width;
  const up = (value: number): number =>
    box.y + box.height - ((value - low) / (high - low)) * box.height;
  const pixel = (index: number): Point => ({
    x: across(x[index] ?? left),
    y: up(y[index] ?? Number.NaN),
  });

  const clip = `plot-${plots++}`;
  const frame = { x: box.x, y: box.y, width: box.width, height: box.height };
  const root = svg(
    "g",
    { class: `plot ${way}` },
    svg("clipPath", { id: clip }, svg("rect", frame)),
    svg("rect", { ...frame, class: "ground" }),
  );
  for (const value of ticks(low, high, box.height / room.up)) {
    const level = up(value);
    const kind = value === 0 ? "axis" : "grid";
    root.append(
      svg("line", { class: kind, x1: box.x, x2: box.x + box.width, y1: level, y2: level }),
      svgText(formatNumber(value), { class: "tick", x: box.x - 8, y: level, "text-anchor": "end" }),
    );
  }
  for (const value of ticks(left, right, box.width / room.across)) {
    const place = across(value);
    const [top, bottom] = [box.y, box.y + box.height];
    const kind = value === 0 ? "axis" : "grid";
    root.append(svg("line", { class: kind, x1: place, x2: place, y1: top, y2: bottom }));
    if (!numbered) continue;
    const text = { class: "tick", x: place, y: bottom + 16, "text-anchor": "middle" };
    root.append(svgText(formatNumber(value), text));
  }
  const curve = svg("path", { class: "curve", d: pathOf(plot.pieces, pixel) });
  const tangent = svg("line", { class: "tangent" });
  const inside = svg("g", { "clip-path": `url(#${clip})` }, curve, tangent);
  const point = svg("circle", { class: "point", r: 5.5 });
  const bends = plot.kinks.map(pixel).filter((at) => Number.isFinite(at.y));
  const rings = bends.map(({ x: cx, y: cy }) => svg("circle", { class: "kink", cx, cy, r: 4.5 }));
  const name = svgText(plot.name, { class: "name", x: box.x + 10, y: box.y + 20 });
  const others = svg("g", { class: "others" });
  root.append(inside, ...rings, others, point, name);

  return {
    root,
    pixel,
    mark(places) {
      const dots = places
        .map((place) => ({ cx: across(place.x), cy: up(place.y) }))
        .filter(({ cx, cy }) => isInside(box, cx, cy))
        .map((at) => svg("circle", { class: "other", r: 3.5, ...at }));
      others.replaceChildren(...dots);
    },
    show(index, slope) {
      const at = pixel(index);
      const seen = at.y >= box.y && at.y <= box.y + box.height;
      point.toggleAttribute("hidden", !seen);
      if (seen) move(point, { cx: at.x, cy: at.y });
      const drawn = seen && slope !== undefined && Number.isFinite(slope);
      tangent.toggleAttribute("hidden", !drawn);
      if (!drawn) return;
      const steep = (-slope * box.height * (right - left)) / ((high - low) * box.width);
      const dx = reach / Math.hypot(1, steep);
      const dy = dx * steep;
      move(tangent, { x1: at.x - dx, y1: at.y - dy, x2: at.x + dx, y2: at.y + dy });
    },
  };
}

/** A stroke through each piece; a piece of one sample is a dot, by the stroke's round ends. */
function pathOf(pieces: readonly Piece[], pixel: (index: number) => Point): string {
  return pieces
    .map(
      ([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => {
          const { x, y } = pixel(first + i);
          return `${i === 0 ? "M" : "L"}${x.toFixed(2)} ${within(y).toFixed(2)}`;
        }).join("") + (first === last ? "h0" : ""),
    )
    .join("");
}

/** Far outside is as good as just outside, and short to write. */
function within(y: number): number {
  return Math.max(-1e4, Math.min(1e4, y));
}

function isInside({ x, y, width, height }: Box, across: number, down: number): boolean {
  return across >= x && across <= x + width && down >= y && down <= y + height;
}

function move(mark: SVGElement, attributes: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(attributes)) mark.setAttribute(key, String(value));
}
