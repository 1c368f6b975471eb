import { expect, it } from "vitest";
import { outlineBox } from "./outline.ts";

const box = { x: 10, y: 20, width: 60, height: 40 };
const grid = { form: "grid", rows: 2, columns: 3 } as const;

it("frames the cell of an element, and the whole where its sheet is hidden", () => {
  expect(outlineBox(grid, box, [2, 3], [1, 2])).toEqual({ x: 50, y: 40, width: 20, height: 20 });
  expect(outlineBox({ ...grid, columns: 1 }, box, [2], [1])).toEqual({
    x: 10,
    y: 40,
    width: 60,
    height: 20,
  });
  expect(outlineBox(grid, box, [4, 2, 3], [0, 0, 0]).width).toBe(20);
  expect(outlineBox(grid, box, [4, 2, 3], [1, 0, 0])).toEqual(box);
  expect(outlineBox({ form: "scalar", rows: 1, columns: 1 }, box, [], [])).toEqual(box);
});

it("is large enough to be seen on a picture", () => {
  const picture = { form: "picture", rows: 40, columns: 60 } as const;
  const { x, y, width, height } = outlineBox(picture, box, [40, 60], [0, 59]);
  expect([x + width / 2, y + height / 2]).toEqual([69.5, 20.5]);
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(7);
});
