import { describe, expect, it } from "vitest";
import { clampIndex, indexText, ravel, sizeOf, sourceOf, unravel } from "./cells.ts";

describe("cells", () => {
  it("go from index to position and back", () => {
    const shape = [2, 3, 4];
    for (let position = 0; position < sizeOf(shape); position++)
      expect(ravel(unravel(position, shape), shape)).toBe(position);
    expect(unravel(5, [2, 3])).toEqual([1, 2]);
    expect(unravel(7, [2, 2, 2])).toEqual([1, 1, 1]);
    expect(unravel(0, [])).toEqual([]);
    expect(ravel([], [])).toBe(0);
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([3, 0])).toBe(0);
  });

  it("are written as Python writes an index", () => {
    expect(indexText([1, 2])).toBe("[1, 2]");
    expect(indexText([])).toBe("");
  });

  it("come from where broadcasting takes them", () => {
    expect(sourceOf([1, 2], [3])).toEqual([2]);
    expect(sourceOf([1, 2], [2, 1])).toEqual([1, 0]);
    expect(sourceOf([1, 2], [])).toEqual([]);
    expect(sourceOf([1, 2], [2, 3])).toEqual([1, 2]);
  });

  it("stay within a shape that has become smaller", () => {
    expect(clampIndex([4, 1], [3, 2])).toEqual([2, 1]);
    expect(clampIndex([], [3, 2])).toEqual([0, 0]);
  });
});
