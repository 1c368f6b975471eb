import { describe, expect, it } from "vitest";
import { extent, nearest, pieces, slopePieces, ticks } from "./curve.ts";

const grid = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

describe("extent", () => {
  it("holds all values of a tame curve, with a margin", () => {
    const [low, high] = extent(grid(-1, 1, 11));
    expect(low).toBeCloseTo(-1.16);
    expect(high).toBeCloseTo(1.16);
  });

  it("leaves out what lies far outside, beside a pole", () => {
    const [low, high] = extent(grid(-3, 3, 400).map((x) => 1 / x));
    expect(high).toBeLessThan(20);
    expect(low).toBeGreaterThan(-20);
  });

  it("gives a constant some room, and nothing too", () => {
    expect(extent([2, 2, 2])).toEqual([1, 3]);
    expect(extent([Number.NaN])).toEqual([-1, 1]);
  });
});

describe("pieces", () => {
  const whole = (x: number[], y: (x: number) => number, slope: ((x: number) => number) | null) =>
    pieces({ x, y: x.map(y) }, slope && x.map(slope));

  it("draws a smooth curve in one stroke, steep as it may be", () => {
    const x = grid(-3, 3, 401);
    expect(whole(x, Math.exp, Math.exp)).toEqual([[0, 400]]);
    expect(
      whole(
        x,
        (v) => Math.tanh(20 * v),
        (v) => 20 / Math.cosh(20 * v) ** 2,
      ),
    ).toHaveLength(1);
  });

  it("breaks at a pole, whether it is hit or not", () => {
    const slope = (v: number) => -1 / v ** 2;
    expect(whole(grid(-3, 3, 400), (v) => 1 / v, slope)).toEqual([
      [0, 199],
      [200, 399],
    ]);
    expect(whole(grid(-3, 3, 401), (v) => 1 / v, slope)).toEqual([
      [0, 199],
      [201, 400],
    ]);
  });

  it("breaks at every step of a staircase", () => {
    expect(whole(grid(0, 2.9, 30), Math.floor, null)).toEqual([
      [0, 9],
      [10, 19],
      [20, 29],
    ]);
  });

  it("breaks at a jump between slopes, and leaves out what has no value", () => {
    const x = grid(-1, 3, 401);
    expect(
      whole(
        x,
        (v) => v % 1,
        () => 1,
      ).length,
    ).toBeGreaterThan(2);
    expect(whole(x, Math.sqrt, (v) => 0.5 / Math.sqrt(v))).toEqual([[100, 400]]);
  });
});

describe("slopePieces", () => {
  it("leaves a kink alone between its two sides", () => {
    const slope = [0, 0, 0, 1, 1];
    expect(slopePieces(slope, [[0, 4]], new Set([2]))).toEqual([
      [0, 1],
      [2, 2],
      [3, 4],
    ]);
  });

  it("breaks where the curve breaks, and where there is no slope", () => {
    const slope = [1, 1, Number.POSITIVE_INFINITY, 1, 1];
    expect(
      slopePieces(
        slope,
        [
          [0, 0],
          [1, 4],
        ],
        new Set(),
      ),
    ).toEqual([
      [0, 0],
      [1, 1],
      [3, 4],
    ]);
  });
});

describe("nearest", () => {
  it.each([
    [-9, 0],
    [0.4, 1],
    [0.6, 2],
    [9, 3],
  ])("of %f is sample %i", (place, index) => {
    expect(nearest([-1, 0, 1, 2], place)).toBe(index);
  });
});

describe("ticks", () => {
  it.each([
    [-3, 3, 6, [-3, -2, -1, 0, 1, 2, 3]],
    [-0.16, 1.16, 5, [0, 0.5, 1]],
    [-0.1, 0.31, 5, [-0.1, 0, 0.1, 0.2, 0.3]],
    [-190, 190, 4, [-100, 0, 100]],
  ])("from %f to %f", (low, high, count, expected) => {
    expect(ticks(low, high, count)).toEqual(expected);
  });
});
