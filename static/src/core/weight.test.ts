import { describe, expect, test } from "vitest";
import { documentOf, graphOf } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";
import { gradientSizes, sentAlong, sizeOf, weightOf } from "./weight.ts";

describe("the size of an array", () => {
  test.each([
    [[1, -3, 2], 3],
    [[], 0],
    [[-0], 0],
    [[1, "-Infinity"], Infinity],
    [["NaN", "Infinity"], Number.NaN],
  ] as const)("%j is %d", (data, size) => {
    expect(sizeOf({ shape: [data.length], data: [...data] })).toBe(size);
  });

  test("comes from the summary where elements do not travel", () => {
    const summary = { min: -7, max: 2, mean: 0, std: 1, nan: 0, inf: 0, zero: 0 };
    const thumbnail = { shape: [1, 1], data: [0] };
    const of = (change: object) =>
      sizeOf({ shape: [300], summary: { ...summary, ...change }, thumbnail });
    expect([of({}), of({ inf: 1 }), of({ nan: 1, inf: 1 })]).toEqual([7, Infinity, Number.NaN]);
  });
});

describe("the weight of an edge", () => {
  test("each power of ten is thinner by the same amount, down to a least", () => {
    const widths = [1, 0.1, 0.01, 1e-3, 1e-9].map((size) => weightOf(size, 1).width);
    const steps = widths.slice(1).map((width, index) => (widths[index] as number) - width);
    expect(steps[0]).toBeGreaterThan(0.5);
    for (const step of steps.slice(0, 3)) expect(step).toBeCloseTo(steps[0] as number, 9);
    expect(steps[3]).toBe(0);
  });

  test("zero is thinner than anything, and what is no size says so", () => {
    expect(weightOf(0, 1).width).toBeLessThan(weightOf(1e-300, 1).width);
    expect(weightOf(Number.NaN, 1).broken).toBe("nan");
    expect(weightOf(Infinity, 1).broken).toBe("infinity");
  });

  test("is measured by the largest gradient of the graph", () => {
    const graph = graphOf("square");
    expect(gradientSizes(graph)).toEqual({ largest: 6, broken: new Set() });
    const document = structuredClone(documentOf("square"));
    Object.assign(document.passes[1]?.gradients ?? {}, {
      x: { shape: [2], data: [9, "-Infinity"] },
      y: { shape: [], data: ["NaN"] },
    });
    expect(gradientSizes(indexDocument(document))).toEqual({
      largest: 1,
      broken: new Set(["infinity", "nan"]),
    });
    const edge = { op: "mul", tensor: "x", direction: "in" } as const;
    expect(sentAlong(graph, 1, { ...edge, slot: 1 })?.shape).toEqual([]);
    expect(sentAlong(graph, 0, { ...edge, slot: 1 })).toBeUndefined();
    const out = { op: "mul", slot: 0, tensor: "mul.out", direction: "out" } as const;
    expect(sentAlong(graph, 1, out)).toEqual({ shape: [], data: [1] });
  });
});
