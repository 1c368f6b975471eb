import { describe, expect, test } from "vitest";
import type { ArrayJson, GraphDocument, Num } from "../document.ts";
import { graphOf, documentOf } from "../fixtures/read.ts";
import { buildDocument } from "../fixtures/build.ts";
import { type Graph, indexDocument } from "../graph.ts";
import { find, type Findings } from "./find.ts";
import { readQuery } from "./query.ts";

function search(graph: Graph, text: string): Findings {
  const { conditions } = readQuery(text);
  if (conditions === null) throw new Error(`${text} cannot be read`);
  return find(graph, conditions);
}

function ids(graph: Graph, text: string): string[] {
  return search(graph, text).hits.map(({ id }) => id);
}

const small = indexDocument(
  buildDocument({
    leaves: [
      { id: "w", value: -3 },
      { id: "weight", value: 0.5, role: "parameter" },
    ],
    modules: [{ id: "layer" }],
    ops: [
      { op: "mul", inputs: ["w", "weight"], output: "wide", module: "layer" },
      { op: "sin", inputs: ["wide"], output: "s", module: "layer" },
      { op: "mul", inputs: ["s", "w"], output: "loss" },
    ],
    outputs: ["loss"],
  }),
);

describe("by name", () => {
  test("the same name first, then those that begin with it, then those that hold it", () => {
    expect(ids(small, "w")).toEqual(["w", "weight", "wide"]);
    expect(ids(small, "ide")).toEqual(["wide"]);
    expect(ids(small, "W")).toEqual([]);
  });

  test("by op and module", () => {
    expect(ids(small, "mul")).toEqual(["wide:mul", "loss:mul"]);
    expect(ids(small, "×")).toEqual(["wide:mul", "loss:mul"]);
    expect(ids(small, "op:sin")).toEqual(["s:sin"]);
    expect(ids(small, "layer")).toEqual(["layer"]);
    expect(ids(small, "layer mul")).toEqual(["wide:mul"]);
    expect(ids(small, "module:layer")).toEqual(["layer", "weight", "wide", "wide:mul", "s:sin"]);
    expect(ids(small, "parameter")).toEqual(["weight"]);
    expect(ids(small, "nothing")).toEqual([]);
    expect(ids(small, "")).toEqual([]);
  });

  test("an expression is found as a whole, not by the names in it", () => {
    const network = graphOf("network");
    expect(search(network, "W").hits.map(({ name }) => name)).toContain("W");
    for (const { name } of search(network, "name:W").hits) expect(name).toContain("W");
  });
});

describe("by number", () => {
  test("values and gradients", () => {
    expect(ids(small, "value < 0")).toEqual(["w", "wide", "s"].filter((id) => valueOf(id) < 0));
    expect(ids(small, "|value| > 1")).toEqual(
      [...small.tensors.keys()].filter((id) => Math.abs(valueOf(id)) > 1),
    );
    expect(ids(small, "grad = 1")).toEqual(["loss"]);
    expect(ids(small, "mul |value| > 1")).toEqual(
      ["wide", "loss"].filter((id) => Math.abs(valueOf(id)) > 1),
    );
    expect(search(small, "value = -3").hits[0]?.about).toContain("value −3");
    const vector = structuredClone(documentOf("network"));
    const k = vector.tensors.find(({ label }) => label === "k");
    Object.assign(k ?? {}, { value: { shape: [4], data: [2, -7, 5, "NaN"] } });
    const told = (query: string) => search(indexDocument(vector), `name:k ${query}`).hits[0]?.about;
    expect(told("|value| > 1")).toContain("value −7");
    expect(told("value > 1")).toContain("value 5");
    expect(told("value < 3")).toContain("value −7");
    expect(told("|value| < 6")).toContain("value 2");
    expect(told("value != 9")).toContain("value 2");
  });

  test("what was not computed is not zero", () => {
    const { tensors } = small.document;
    const reached = small.document.passes[1]?.gradients ?? {};
    const all = ids(small, "grad <= 0").length + ids(small, "grad > 0").length;
    expect(all).toBe(tensors.filter(({ id }) => id in reached).length);
  });

  const valueOf = (id: string): number => {
    const value = small.tensors.get(id)?.value;
    return value && "data" in value ? Number(value.data[0]) : Number.NaN;
  };
});

describe("by shape and by what is no number", () => {
  const graph = withValue({ shape: [2], data: ["NaN", 1] });

  test("shape", () => {
    expect(ids(graph, "shape (2)")).toEqual(["x"]);
    expect(ids(graph, "shape scalar")).not.toContain("x");
  });

  test("NaN and infinity", () => {
    expect(ids(graph, "nan")).toEqual(["x"]);
    expect(ids(graph, "value nan")).toEqual(["x"]);
    expect(ids(graph, "grad nan")).toEqual([]);
    expect(ids(graph, "value = 1")).toEqual(["x"]);
    expect(ids(withValue({ shape: [1], data: ["-Infinity"] }), "inf")).toEqual(["x"]);
    expect(ids(withValue({ shape: [1], data: ["-Infinity"] }), "value = -inf")).toEqual(["x"]);
  });
});

describe("a large tensor by its summary", () => {
  const summary = (min: Num, max: Num, rest = {}): Graph =>
    withValue({
      shape: [900],
      summary: { min, max, mean: 0, std: 1, nan: 0, inf: 0, zero: 0, ...rest },
      thumbnail: { shape: [0], data: [] },
    });

  test.each([
    ["value > 1", summary(-2, 3), true],
    ["value > 1", summary(-2, 0.5), false],
    ["value < -2", summary(-2, 3), false],
    ["value <= -2", summary(-2, 3), true],
    ["|value| > 2.5", summary(-3, 1), true],
    ["|value| < 0.1", summary(1, 3), false],
    ["|value| < 0.1", summary(-1, 3), null],
    ["|value| < 0.1", summary(-1, 3, { zero: 4 }), true],
    ["value = 0", summary(-1, 3, { zero: 1 }), true],
    ["value = 2", summary(-1, 3), null],
    ["value = 4", summary(-1, 3), false],
    ["value != 1", summary(1, 1), false],
    ["value != 1", summary(1, 2), true],
    ["value > 5", summary(1, 2, { inf: 1 }), null],
    ["|value| > 5", summary(1, 2, { inf: 1 }), true],
    ["value > 5", summary("NaN", "NaN", { nan: 900 }), false],
    ["nan", summary(1, 2, { nan: 1 }), true],
    ["nan", summary(1, 2), false],
    ["inf", summary(1, 2, { inf: 1 }), true],
  ])("%s", (text, graph, verdict) => {
    const { hits, untold } = search(graph, `${text} name:x`);
    expect(hits.length > 0 ? hits[0]?.bySummary : untold > 0 ? null : false).toBe(verdict);
  });
});

function withValue(value: ArrayJson): Graph {
  const document: GraphDocument = structuredClone(documentOf("square"));
  for (const tensor of document.tensors)
    if (tensor.id === "x") Object.assign(tensor, { value, shape: value.shape });
  return indexDocument(document);
}
