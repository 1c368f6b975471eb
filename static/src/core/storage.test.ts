import { describe, expect, it } from "vitest";
import type { GraphDocument, Tensor } from "./document.ts";
import { buildDocument } from "./fixtures/build.ts";
import { indexDocument } from "./graph.ts";
import {
  arithmetic,
  brokenAxis,
  cellAt,
  cellOf,
  positionAt,
  rowMajor,
  sharersOf,
  stripOf,
} from "./storage.ts";

const values = [1, 2, 3, 4, 5, 6];
const A: Tensor = {
  id: "A",
  label: "A",
  shape: [2, 3],
  value: { shape: [2, 3], data: values },
  memory: { buffer: 0, strides: [3, 1] },
};
const T: Tensor = {
  ...A,
  id: "T",
  label: "T",
  shape: [3, 2],
  memory: { buffer: 0, strides: [1, 3], contiguous: false },
};
const C: Tensor = {
  ...A,
  id: "C",
  label: "C",
  shape: [2, 2],
  memory: { buffer: 0, offset: 1, strides: [3, 1], contiguous: false },
};
const other: Tensor = { ...A, id: "D", label: "D", memory: { buffer: 1, strides: [3, 1] } };
const empty = buildDocument({ leaves: [], ops: [], outputs: [] });
const graph = indexDocument({ ...empty, tensors: [A, T, C, other] } satisfies GraphDocument);

describe("storage", () => {
  it("finds the cell of an element by offset and strides", () => {
    expect(cellOf({ buffer: 0, offset: 1, strides: [3, 1] }, [1, 1])).toBe(5);
    expect(arithmetic({ buffer: 0, offset: 1, strides: [3, 1] }, [1, 1])).toBe("1 + 1·3 + 1·1 = 5");
    expect(arithmetic({ buffer: 0, offset: 2, strides: [-1] }, [2])).toBe("2 + 2·(−1) = 0");
    expect(cellAt(T, 1)).toBe(3);
    expect(positionAt(T, 3)).toBe(1);
    expect(positionAt(C, 0)).toBeNull();
  });

  it("says in which order row-major is", () => {
    expect(rowMajor([2, 3, 4])).toEqual([12, 4, 1]);
    expect(brokenAxis(A)).toBeNull();
    expect(brokenAxis(T)).toBe(1);
    expect(brokenAxis(C)).toBe(0);
  });

  it("lays the tensors of one buffer side by side", () => {
    expect(sharersOf(graph, T).map(({ id }) => id)).toEqual(["A", "T", "C"]);
    const { first, values: numbers, rows, more } = stripOf(graph, T, 0, 32);
    expect([first, more]).toEqual([0, false]);
    expect(numbers).toEqual(values);
    expect(rows.map(({ tensor, positions }) => [tensor.id, positions])).toEqual([
      ["T", [0, 2, 4, 1, 3, 5]],
      ["A", [0, 1, 2, 3, 4, 5]],
      ["C", [null, 0, 1, null, 2, 3]],
    ]);
  });

  it("shows a stretch of a long buffer", () => {
    const strip = stripOf(graph, A, 5, 4);
    expect([strip.first, strip.values, strip.more]).toEqual([4, [5, 6], false]);
    expect(stripOf(graph, A, 0, 4).more).toBe(true);
  });

  it("knows of a copied or missing memory", () => {
    expect(sharersOf(graph, other).map(({ id }) => id)).toEqual(["D"]);
    expect(sharersOf(graph, { id: "s", shape: [] })).toEqual([]);
  });
});
