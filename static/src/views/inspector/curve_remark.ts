import type { Curve } from "../../api/ops.ts";
import { formatNumber, toNumber } from "../../core/number.ts";
import type { CurveSubject } from "./curve.ts";

/** The share of the steepest slope, or of 1 where it is steeper, under which the curve counts as flat. */
const flat = 0.05;

/**
 * What is to be said of a place on the curve, in words.
 * @param moved how far the point stands from the element's number
 */
export function remarkOn(
  { element, leaf, gradient, loss, names }: CurveSubject,
  { x, slope, kinks }: Curve,
  index: number,
  moved: number,
): string {
  const here = slopeText(names, slope?.map(toNumber) ?? null, index, kinks.includes(x[index] ?? 0));
  if (leaf)
    return `${here} Drag the point, or use the arrow keys: ${element} is given, so the graph follows.`;
  if (moved === 0)
    return `${here} Drag the point to try another number. ${element} is computed, so only the point moves, and it goes back when you let go.`;
  const change = `Δ${element} = ${formatNumber(moved, 3)}.`;
  if (gradient === null) return `${here} ${change}`;
  const guess = formatNumber(toNumber(gradient) * moved, 3);
  return `${here} ${change} The linear guess: Δ${loss} ≈ ${formatNumber(gradient, 3)} · ${formatNumber(moved, 3)} = ${guess}.`;
}

function slopeText(
  [from, to]: readonly [string, string],
  slopes: readonly number[] | null,
  index: number,
  bend: boolean,
): string {
  if (!slopes) return "No slope: this op sends no gradient to it.";
  if (bend) return "A kink: left and right of it the slopes differ, and this one is chosen.";
  const slope = slopes[index] ?? Number.NaN;
  const steepest = slopes
    .filter(Number.isFinite)
    .reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (slope === 0 && steepest > 0)
    return `Here the curve is flat: the slope is 0, so no gradient passes from ${to} to ${from}.`;
  // Beside a pole anything is flat in comparison; what passes the whole gradient on is not saturated.
  if (Math.abs(slope) < flat * Math.min(1, steepest))
    return `Saturated: here the curve is nearly flat. Whatever gradient comes to ${to} is multiplied by ${formatNumber(slope, 3)}, so little of it reaches ${from}.`;
  return "The slope of the tangent is the local derivative.";
}
