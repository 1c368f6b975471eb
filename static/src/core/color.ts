/** The value scale: sign as hue, size as strength, zero as paper. */
import type { ArrayJson, Num } from "./document.ts";
import { isFull } from "./graph.ts";
import { toNumber } from "./number.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

const NEGATIVE: Rgb = [0x21, 0x66, 0xac];
const ZERO: Rgb = [0xf7, 0xf7, 0xf4];
const POSITIVE: Rgb = [0xb2, 0x18, 0x2b];
const NAN: Rgb = [0xc9, 0xc9, 0xc9];
/** Small values would all look like paper on a linear scale. */
const POWER = 0.7;
const INKS: readonly Rgb[] = [
  [0x1d, 0x21, 0x27],
  [0xff, 0xff, 0xff],
  [0, 0, 0],
];
const LEGIBLE = 4.5;

/** How one value is painted. `mark` says what no colour can: that it is no finite number. */
export interface Paint {
  /** "rgb(r, g, b)" of the cell. */
  fill: string;
  /** "rgb(r, g, b)" of text on it, with a contrast of at least 4.5 : 1. */
  ink: string;
  mark: "nan" | "infinity" | null;
}

/** Paints a value on the scale from −limit to limit. */
export function paint(num: Num, limit: number): Paint {
  const value = toNumber(num);
  const mark = Number.isNaN(value) ? "nan" : Number.isFinite(value) ? null : "infinity";
  return { ...inked(colorOf(num, limit)), mark };
}

/** The colour of a value on that scale; NaN is grey, an infinity is at the scale's end. */
export function colorOf(num: Num, limit: number): Rgb {
  const value = toNumber(num);
  return Number.isNaN(value) ? NAN : scaleColor(value, limit);
}

/** The colour that values have together, seen from so far that they mix. */
export function meanColor(nums: readonly Num[], limit: number): Rgb {
  let [red, green, blue] = [0, 0, 0];
  for (const num of nums) {
    const color = colorOf(num, limit);
    red += color[0];
    green += color[1];
    blue += color[2];
  }
  const mean = (sum: number): number => Math.round(sum / Math.max(1, nums.length));
  return [mean(red), mean(green), mean(blue)];
}

/** The colour of a value between −limit and limit, as bytes; values beyond take the end's colour. */
export function scaleColor(value: number, limit: number): Rgb {
  const strength = limit > 0 ? Math.min(Math.abs(value) / limit, 1) ** POWER : value === 0 ? 0 : 1;
  const end = value < 0 ? NEGATIVE : POSITIVE;
  return [
    between(ZERO[0], end[0], strength),
    between(ZERO[1], end[1], strength),
    between(ZERO[2], end[2], strength),
  ];
}

function between(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share);
}

/** The largest finite size in the arrays: the limit of a scale that holds them all; 0 for none. */
export function scaleLimit(arrays: Iterable<ArrayJson>): number {
  let limit = 0;
  for (const array of arrays) {
    const values = isFull(array) ? array.data : [array.summary.min, array.summary.max];
    for (const num of values) {
      const size = Math.abs(toNumber(num));
      if (size > limit && Number.isFinite(size)) limit = size;
    }
  }
  return limit;
}

/** Contrast ratio of two colours by WCAG 2.2, from 1 to 21. */
export function contrast(first: Rgb, second: Rgb): number {
  const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

function inked(color: Rgb): { fill: string; ink: string } {
  const ink = INKS.find((candidate) => contrast(candidate, color) >= LEGIBLE) ?? ZERO;
  return { fill: css(color), ink: css(ink) };
}

/** A colour as style sheets and canvases take it: "rgb(r, g, b)". */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
