/** Curves: a function and its slope, sampled. What is drawn of them, as numbers. */

/** A function at rising places. */
export interface Samples {
  x: readonly number[];
  y: readonly number[];
}

/** From the first to the last sample, both included, of what is drawn in one stroke. */
export type Piece = readonly [first: number, last: number];

/** How far an outlier may lie beyond the middle of the values, in their spread. */
const far = 3;
/** The share of the height that a smooth curve may rise between two samples beyond its slope. */
const rise = 0.02;

/**
 * The range of the values that is worth drawing. Where few of them lie far outside, as beside a
 * pole, they are left out of it.
 */
export function extent(values: readonly number[]): [low: number, high: number] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [least, most, middle] = [quantile(0), quantile(1), quantile(0.5)];
  const spread = quantile(0.9) - quantile(0.1);
  const [low, high] =
    spread > 0 && most - least > 2 * far * spread
      ? [Math.max(least, middle - far * spread), Math.min(most, middle + far * spread)]
      : [least, most];
  const margin = high > low ? 0.08 * (high - low) : 1;
  return [low - margin, high + margin];
}

/**
 * What is drawn in one stroke each: a curve is broken where it has no value and where it jumps.
 * @param slope says how fast it may rise; null: not at all, it is made of steps
 */
export function pieces({ x, y }: Samples, slope: readonly number[] | null): Piece[] {
  const [low, high] = extent(y);
  const jumps = (i: number): boolean => {
    const step = at(y, i + 1) - at(y, i);
    if (!Number.isFinite(step)) return true;
    const [before, after] = [at(slope ?? [], i, 0), at(slope ?? [], i + 1, 0)];
    const steepest = Math.max(Math.abs(before), Math.abs(after));
    const most = 3 * steepest * (at(x, i + 1) - at(x, i)) + rise * (high - low);
    // Beside a pole the slopes excuse everything, but not that it falls where they say it rises.
    const against = before * step < 0 && after * step < 0 && Math.abs(step) > (high - low) / 2;
    return Math.abs(step) > most || against;
  };
  return strokes(y.length, jumps).filter(([first]) => Number.isFinite(at(y, first)));
}

/**
 * The slope in strokes of its own: where the function breaks, and on both sides of a kink, whose
 * own slope is a dot, since it is chosen and not computed.
 */
export function slopePieces(
  slope: readonly number[],
  of: readonly Piece[],
  kinks: ReadonlySet<number>,
): Piece[] {
  const ends = new Set(of.map(([, last]) => last));
  const breaks = (i: number): boolean =>
    ends.has(i) ||
    kinks.has(i) ||
    kinks.has(i + 1) ||
    !Number.isFinite(at(slope, i)) ||
    !Number.isFinite(at(slope, i + 1));
  return strokes(slope.length, breaks).filter(([first]) => Number.isFinite(at(slope, first)));
}

/** Cut `count` samples after each at which `breaks` says so. */
function strokes(count: number, breaks: (after: number) => boolean): Piece[] {
  const found: Piece[] = [];
  let first = 0;
  for (let i = 0; i < count; i++) {
    if (i < count - 1 && !breaks(i)) continue;
    found.push([first, i]);
    first = i + 1;
  }
  return found;
}

/** The index of the sample nearest to a place. */
export function nearest(x: readonly number[], place: number): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) {
    if (Math.abs(at(x, i) - place) < Math.abs(at(x, best) - place)) best = i;
  }
  return best;
}

/** Round numbers within a range, some `count` of them, evenly apart. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const from = Math.ceil(low / step);
  const upTo = Math.floor(high / step);
  // Counted in steps, 0 is 0 and 0.3 is nothing but 0.3.
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: Math.max(0, upTo - from + 1) }, (_, i) =>
    Number(((from + i) * step).toFixed(Math.min(digits, 20))),
  );
}

function at(numbers: readonly number[], index: number, otherwise = Number.NaN): number {
  return numbers[index] ?? otherwise;
}
