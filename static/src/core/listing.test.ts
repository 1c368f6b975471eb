import { describe, expect, test } from "vitest";
import { buildDocument } from "./fixtures/build.ts";
import { indexDocument } from "./graph.ts";
import { consumersOf, listing, producersOf, rowOf, sizesOf } from "./listing.ts";

/** p = x · w inside "layer"; then, outside, y = p + x. */
const graph = indexDocument(
  buildDocument({
    leaves: [
      { id: "w", value: 2, role: "parameter", module: "layer" },
      { id: "x", value: 3, role: "input" },
    ],
    modules: [{ id: "layer" }],
    ops: [
      { op: "neg", inputs: ["x"], output: "n" },
      { op: "mul", inputs: ["n", "w"], output: "p", module: "layer" },
      { op: "sin", inputs: ["p"], output: "s", module: "layer" },
      { op: "add", inputs: ["s", "x"], output: "y" },
    ],
    outputs: ["y"],
  }),
);

const lines = (folded: string[]) =>
  listing(graph, new Set(folded)).map(
    ({ id, kind, depth, again }) =>
      `${kind === "title" ? `${"#".repeat(depth + 1)} ` : ""}${id}${again ? " again" : ""}`,
  );

describe("listing", () => {
  test("reads each op after its inputs, and each module together under its title", () => {
    expect(lines([])).toEqual([
      "# ",
      "x",
      "n:neg",
      "n",
      "## layer",
      "w",
      "p:mul",
      "p",
      "s:sin",
      "#  again",
      "s",
      "y:add",
      "y",
    ]);
  });

  test("a folded module is its title alone, at which all in it is found", () => {
    expect(lines(["layer"])).toEqual([
      "# ",
      "x",
      "n:neg",
      "n",
      "## layer",
      "#  again",
      "s",
      "y:add",
      "y",
    ]);
    const folding = new Set(["layer"]);
    const rows = listing(graph, folding);
    expect(rows[rowOf(graph, folding, rows, "p")]?.id).toBe("layer");
    expect(rowOf(graph, folding, rows, "nothing of that name")).toBe(-1);
  });

  test("counts ops however deep", () => {
    expect(Object.fromEntries(sizesOf(graph))).toEqual({ "": 4, layer: 2 });
  });
});

test("edges lead from entry to entry, both ways", () => {
  expect(producersOf(graph, "p:mul")).toEqual(["n", "w"]);
  expect(consumersOf(graph, "p:mul")).toEqual(["p"]);
  expect(producersOf(graph, "p")).toEqual(["p:mul"]);
  expect(consumersOf(graph, "x")).toEqual(["n:neg", "y:add"]);
  expect(producersOf(graph, "x")).toEqual([]);
  expect(consumersOf(graph, "y")).toEqual([]);
});
