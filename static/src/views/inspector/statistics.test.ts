import { describe, expect, it } from "vitest";
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
