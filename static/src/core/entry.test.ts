import { expect, test } from "vitest";
import { arrayText, entryOf } from "./entry.ts";
import { buildDocument } from "./fixtures/build.ts";
import { frame } from "./frame.ts";
import { indexDocument } from "./graph.ts";

const graph = indexDocument(
  buildDocument({
    leaves: [{ id: "x", value: 3, role: "input" }],
    ops: [{ op: "mul", inputs: ["x", "x"], output: "y" }],
    outputs: ["y"],
  }),
);
const { steps } = graph.document;
const rowOfKind = (kind: string): number => steps.findIndex((step) => step[1] === kind);
const at = (row: number, id: string) => entryOf(graph, frame(graph, row, 0), id);

test("a tensor has its value and what has arrived of its gradient", () => {
  expect(at(0, "x")).toEqual({
    name: "x",
    what: "input, scalar",
    forward: "not computed yet",
    backward: "not computed yet",
  });
  const second = rowOfKind("contribution") + 1;
  expect(at(second, "x").backward).toBe("1 of 2 contributions arrived: 3");
  expect(at(steps.length, "x")).toMatchObject({ forward: "3", backward: "6" });
});

test("an op has its formula in words, its state, and what it has sent", () => {
  expect(at(0, "y:mul")).toMatchObject({ what: "x times x", forward: "waits for its inputs" });
  expect(at(rowOfKind("forward"), "y:mul").forward).toBe("may run now");
  expect(at(rowOfKind("backward"), "y:mul").backward).toBe("may send back now");
  expect(at(steps.length, "y:mul")).toMatchObject({
    forward: "has run",
    backward: "has sent 3 to x and 3 to x",
  });
});

test("few elements are read one by one, many by their range; what is no number is counted", () => {
  expect(arrayText({ shape: [2, 2], data: [1, -0, "NaN", 0.5] })).toBe("[[1, −0], [NaN, 0.5]]");
  expect(arrayText({ shape: [0], data: [] })).toBe("no elements");
  const long = { shape: [11], data: [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, "Infinity" as const] };
  expect(arrayText(long)).toBe("from −1 to 8, 1 of them NaN or infinite");
  const summary = { min: -2, max: 3, mean: 0.25, std: 1, nan: 1, inf: 0, zero: 4 };
  const thumbnail = { shape: [1], data: [0] };
  expect(arrayText({ shape: [300], summary, thumbnail })).toBe(
    "from −2 to 3, mean 0.25, 1 of them NaN or infinite",
  );
});
