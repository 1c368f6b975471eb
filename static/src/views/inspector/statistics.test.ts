import { describe, expect, it } from "vitest";
import { unravel } from "./grid.ts";
import { summarize } from "./statistics.ts";

describe("statistics", () => {
  it("count what is no number and leave it out of the rest", () => {
    const data = [1, "NaN", 3, "-Infinity", 0, 0] as const;
    expect(summarize({ shape: [6], data: [...data] })).toEqual({
      min: 0,
      max: 3,
      mean: 1,
      std: Math.sqrt(1.5),
      nan: 1,
      inf: 1,
      zero: 2,
    });
  });

  it("say NaN where there is nothing finite", () => {
    const { min, mean } = summarize({ shape: [1], data: ["Infinity"] });
    expect([min, mean]).toEqual(["NaN", "NaN"]);
  });
});

describe("unravel", () => {
  it.each([
    [0, [2, 3], [0, 0]],
    [5, [2, 3], [1, 2]],
    [7, [2, 2, 2], [1, 1, 1]],
    [3, [4], [3]],
    [0, [], []],
  ])("finds the indices of element %d of %j", (position, shape, indices) => {
    expect(unravel(position, shape)).toEqual(indices);
  });
});
