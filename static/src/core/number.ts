/** Numbers as people read them: a real minus sign, few digits, and no false zeros. */
import type { Num } from "./document.ts";

export const MINUS = "−";

/** The float64 that a document's number stands for. */
export function toNumber(num: Num): number {
  return typeof num === "number" ? num : Number(num);
}

/** The document's form of a float64. */
export function fromNumber(value: number): Num {
  return Number.isFinite(value) ? value : (String(value) as Num);
}

/**
 * At most `digits` significant digits, no trailing zeros: 2.164, −80.39, 1.2e−7, ∞, NaN.
 * A power of ten stands where digits would be lost or many zeros would lead.
 */
export function formatNumber(num: Num, digits = 4): string {
  const value = toNumber(num);
  const special = formatSpecial(value);
  if (special !== null) return special;
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 10 ** Math.max(digits, 4) || size < 1e-3)
    return typeset(trimZeros(value.toExponential(digits - 1)));
  return typeset(trimZeros(value.toPrecision(digits)));
}

/** As many significant digits, at most four, as fit in `width` characters. */
export function formatWithin(num: Num, width: number): string {
  const texts = [4, 3, 2, 1].map((digits) => formatNumber(num, digits));
  return texts.find((text) => text.length <= width) ?? (texts.at(-1) as string);
}

/** Every digit that tells this float64 from its neighbours. */
export function formatExact(num: Num): string {
  const value = toNumber(num);
  return formatSpecial(value) ?? typeset(String(value));
}

/** The most telling form of at most `width` characters, for a cell of a grid: 0.81, −0.09, 1e−4. */
export function formatCell(num: Num, width = 5): string {
  const value = toNumber(num);
  const special = formatSpecial(value);
  if (special !== null) return special;
  // Two decimals are enough in a grid; what they would round away gets its power of ten.
  for (let decimals = 2; decimals >= 0; decimals--) {
    const text = value.toFixed(decimals);
    if (text.length > width) continue;
    if (Math.abs(Number(text)) >= Math.abs(value) / 2) return typeset(trimWholeZeros(text, value));
    break;
  }
  return typeset(value.toExponential(0));
}

/** "3 × 2", "4", or "scalar". */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : shape.join(" × ");
}

function formatSpecial(value: number): string | null {
  if (Number.isNaN(value)) return "NaN";
  if (value === 0) return Object.is(value, -0) ? `${MINUS}0` : "0";
  if (Number.isFinite(value)) return null;
  return value > 0 ? "∞" : `${MINUS}∞`;
}

function trimZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

/** Keeps columns of decimals aligned ("0.50"), but writes whole numbers whole ("2", not "2.00"). */
function trimWholeZeros(text: string, value: number): string {
  return Number.isInteger(value) ? trimZeros(text) : text;
}

function typeset(text: string): string {
  return text.replace("e+", "e").replaceAll("-", MINUS);
}
