/** What a gradient says about its number: which way to move it, and how much it matters. */
import type { Num } from "./document.ts";
import { formatNumber, MINUS, toNumber } from "./number.ts";

/** "down": a larger number makes the loss larger. "none": a small change changes nothing. */
export type Way = "up" | "down" | "none" | "unknown";

/** Which way to move a number so that what is minimised becomes less. */
export function wayOf(gradient: Num): Way {
  const slope = toNumber(gradient);
  if (Number.isNaN(slope)) return "unknown";
  return slope > 0 ? "down" : slope < 0 ? "up" : "none";
}

/** How strongly a gradient pulls, from 0 to 3, beside the strongest of its tensor. */
export function pullOf(gradient: Num, strongest: number): 0 | 1 | 2 | 3 {
  const size = Math.abs(toNumber(gradient));
  if (!(size > 0)) return 0;
  const share = strongest > 0 && Number.isFinite(size) ? size / strongest : 1;
  return share > 0.5 ? 3 : share > 0.1 ? 2 : 1;
}

/** A step that is small beside the number: 0.1 for 3, 0.01 for 0.4. */
function step(value: number): number {
  const size = Math.abs(value);
  if (!Number.isFinite(size) || size < 1e-12) return 0.01;
  return 10 ** (Math.floor(Math.log10(size)) - 1);
}

/**
 * One sentence: which way, why, and how much comes of it.
 * @param name of the number: "W[0, 1]"
 * @param loss name of what is minimised
 */
export function advice(name: string, value: Num, gradient: Num, loss: string): string {
  const slope = toNumber(gradient);
  const way = wayOf(gradient);
  if (way === "unknown")
    return `Its gradient is NaN, so it says nothing about the way to move ${name}.`;
  if (way === "none")
    return `The gradient is 0: a small change of ${name} does not change ${loss}.`;
  const by = step(toNumber(value));
  const words = way === "down" ? ["decrease", "positive"] : ["increase", "negative"];
  const effect = `${MINUS}${formatNumber(Math.abs(slope) * by, 3)}`;
  return `To lower ${loss}, ${words[0]} ${name}, since its gradient is ${words[1]}. By ${formatNumber(by)}, ${loss} changes by about ${effect}.`;
}
