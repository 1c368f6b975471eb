import { expect, it } from "vitest";
import { nested } from "./nesting.ts";

it("puts row-major elements into the lists of a shape", () => {
  expect(nested([7], [])).toBe(7);
  expect(nested([1, 2, 3], [3])).toEqual([1, 2, 3]);
  expect(nested([1, 2, 3, 4, 5, 6], [2, 3])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(nested([], [0, 2])).toEqual([]);
});
