import { describe, expect, it } from "vitest";
import { histogram } from "./histogram.ts";

describe("histogram", () => {
  it("counts every finite element once, whatever the data", () => {
    for (const data of [[1, 2, 3], [0], [-1e300, 1e300], [5, 5, 5], [-0, 1e-12], [0.1, 0.25, 7]]) {
      const { edges, counts } = histogram(data, 8);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(data.length);
      expect(edges.length).toBe(counts.length + 1);
      expect(edges[0]).toBeLessThanOrEqual(Math.min(...data));
      expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...data));
    }
  });

  it("has no bin with both signs", () => {
    const { edges, counts } = histogram([-0.7, 0.3, 0.4, 1.2], 8);
    expect(edges.some((edge) => Math.abs(edge) < 1e-12)).toBe(true);
    const zero = edges.findIndex((edge) => Math.abs(edge) < 1e-12);
    expect(counts.slice(0, zero).reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it("leaves out what is no finite number", () => {
    expect(histogram(["NaN", "Infinity", 2], 4).counts.reduce((sum, count) => sum + count, 0)).toBe(
      1,
    );
    expect(histogram(["NaN"], 4)).toEqual({ edges: [], counts: [] });
  });
});
