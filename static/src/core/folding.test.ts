import { describe, expect, test } from "vitest";
import {
  ALL_OPEN,
  defaultFolding,
  foldAll,
  hiddenBy,
  unfoldedTo,
  reveal,
  toggle,
  visible,
} from "./folding.ts";
import { graphOf } from "./fixtures/read.ts";

const graph = graphOf("network");
const inner = new Set(["model/layer 1"]);
const outer = new Set(["model"]);
const both = new Set(["model", "model/layer 1"]);

test("toggling folds and opens, and leaves the given set alone", () => {
  const folded = toggle(ALL_OPEN, "model");
  expect([...folded]).toEqual(["model"]);
  expect([...toggle(folded, "model")]).toEqual([]);
  expect(ALL_OPEN.size).toBe(0);
});

test("all modules can be folded", () => {
  expect(foldAll(graph)).toEqual(both);
});

test("a small graph starts open", () => {
  expect(defaultFolding(graph)).toBe(ALL_OPEN);
  expect(defaultFolding({ ...graph, ops: new Map(graphOf("chain-300").ops) })).toEqual(both);
});

describe("what stands in the place of", () => {
  test.each([
    ["model/layer 1/k", ALL_OPEN, null],
    ["model/layer 1/k", inner, "model/layer 1"],
    ["model/layer 1/k", both, "model"],
    ["model/layer 1/h", inner, null],
    ["model/layer 1/h", outer, "model"],
    ["model/layer 1", both, "model"],
    ["model", both, null],
    ["W", inner, "model/layer 1"],
    ["loss:sum", both, null],
  ])("%s", (id, folding, holder) => expect(hiddenBy(graph, folding, id)).toBe(holder));
});

test("revealing opens what hides, and nothing else", () => {
  expect(reveal(graph, both, "W")).toEqual(new Set());
  expect(reveal(graph, both, "V")).toEqual(inner);
  expect(reveal(graph, both, "model")).toBe(both);
});

test("what can be seen with one module folded", () => {
  const seen = visible(graph, inner);
  expect(seen.open).toEqual(["model"]);
  expect(seen.folded).toEqual(["model/layer 1"]);
  expect(seen.ops).toEqual(["model/y:matmul", "model/y:add", "loss:sub", "loss:pow", "loss:sum"]);
  expect(seen.tensors).not.toContain("W");
  expect(seen.tensors).toContain("model/layer 1/h");
});

test("what can be seen with all folded: no module inside a folded one", () => {
  const seen = visible(graph, both);
  expect(seen.open).toEqual([]);
  expect(seen.folded).toEqual(["model"]);
  expect(seen.tensors).toEqual(expect.arrayContaining(["x", "model/y", "t", "loss"]));
});

test("as much is open as there is room for, level by level", () => {
  const all = visible(graph, new Set()).ops.length;
  expect(unfoldedTo(graph, both, all)).toEqual(new Set());
  expect(unfoldedTo(graph, both, all - 1)).toEqual(inner);
  expect(unfoldedTo(graph, both, 1)).toBe(both);
  expect(unfoldedTo(graph, inner, 1)).toBe(inner);
});
