import { describe, expect, it } from "vitest";
import type { GraphDocument, Tensor } from "../core/document.ts";
import squareJson from "../core/fixtures/square.json";
import { indexDocument } from "../core/graph.ts";
import { scaleOf } from "./scale.ts";

/** A graph of tensors without ops, each a column of zeros with one largest number. */
function graphOf(largest: Record<string, number>, rows = 3): ReturnType<typeof indexDocument> {
  const tensors = Object.entries(largest).map(([id, size]): Tensor => {
    const data = Array.from({ length: rows }, (_, row) => (row === 0 ? -size : 0));
    return { id, shape: [rows], value: { shape: [rows], data } };
  });
  const document = squareJson as unknown as GraphDocument;
  return indexDocument({ ...document, tensors, ops: [], edges: [], passes: [], steps: [] });
}

describe("the value scale", () => {
  it.each([
    [0.9, 1],
    [1.48, 1.5],
    [1.51, 2],
    [7.39, 8],
    [90, 100],
    [0.0021, 0.003],
  ])("ends for %d at the short number %d", (size, end) => {
    expect(scaleOf(graphOf({ a: size })).common).toBeCloseTo(end, 12);
  });

  it("is shared by numbers of like size, so that small ones are pale", () => {
    const scale = scaleOf(graphOf({ a: 2, b: 0.01, c: 1 }));
    expect(["a", "b", "c"].map((id) => scale.limit(id, "value"))).toEqual([2, 2, 2]);
  });

  it("leaves out what would drown the rest", () => {
    const scale = scaleOf(graphOf({ a: 2, b: 3, c: 4000 }));
    expect([scale.common, scale.limit("c", "value")]).toEqual([3, 4000]);
  });

  it("gives a picture that would be blank its own scale", () => {
    const scale = scaleOf(graphOf({ a: 2, b: 2, c: 0.01 }, 30));
    expect([scale.common, scale.limit("c", "value")]).toEqual([2, 0.01]);
  });

  it("is none where there are scalars only, and 1 where all is zero", () => {
    expect(scaleOf(indexDocument(squareJson as unknown as GraphDocument)).common).toBe(0);
    expect(scaleOf(graphOf({ a: 0 })).common).toBe(1);
  });
});
