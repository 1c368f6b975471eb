import { expect, test } from "vitest";
import { writeConstants } from "./constants.ts";

const written = (op: string, constants: Record<string, unknown>): string =>
  writeConstants({ id: "o", op, symbol: "o", inputs: [], outputs: [], constants });

test.each([
  ["conv2d", { stride: 2, padding: [1, 2] }, "stride=2, padding=(1, 2)"],
  ["sum", { axis: null, keepdims: false }, "axis=None, keepdims=False"],
  ["sum", { axis: [0] }, "axis=(0,)"],
  ["einsum", { subscripts: "ij->ji" }, 'subscripts="ij->ji"'],
  ["pow", { exponent: -0.5 }, "exponent=-0.5"],
  ["getitem", { key: [0, ":", "1:3", "..."] }, "[0, :, 1:3, ...]"],
  ["getitem", { key: [[0, 2], null] }, "[[0, 2], None]"],
  ["add", {}, ""],
])("the constants of %s %j read %s", (op, constants, text) => {
  expect(written(op, constants)).toBe(text);
});

test("are cut where nobody reads on", () => {
  const text = written("take", { indices: Array.from({ length: 200 }, Number) });
  expect(text).toHaveLength(160);
  expect(text.endsWith("…")).toBe(true);
});
