import { describe, expect, test } from "vitest";
import type { Op, Tensor } from "./document.ts";
import { documentOf, graphOf, PROGRAMS } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";
import { openGraph } from "./scalar/opening.ts";
import { ALL_OPEN } from "./folding.ts";
import { boxOf, layout } from "./layout/layout.ts";
import { layoutRequest } from "./layout/request.ts";
import type { Box } from "./layout/scene.ts";
import {
  CELL,
  measureFolded,
  measureOp,
  measureTensor,
  remarkPlace,
  sheetOf,
  shortName,
  symbolSize,
  type TensorName,
} from "./measure.ts";

/** The network's graph with its tensor `W` in another shape or role. */
function withW(change: Partial<Tensor>) {
  const document = structuredClone(documentOf("network"));
  Object.assign(document.tensors.find(({ id }) => id === "W") ?? {}, change);
  return indexDocument(document);
}

const DIRECTIONS = ["left-right", "bottom-top"] as const;

describe("the form of a tensor", () => {
  test.each([
    [[], "scalar", 1, 1],
    [[1], "grid", 1, 1],
    [[3], "grid", 3, 1],
    [[6], "grid", 6, 1],
    [[7], "picture", 7, 1],
    [[1, 6], "grid", 1, 6],
    [[6, 6], "grid", 6, 6],
    [[6, 7], "picture", 6, 7],
    [[1000, 2], "picture", 1000, 2],
    [[4, 3, 2], "grid", 3, 2],
    [[5, 4, 30, 20], "picture", 30, 20],
    [[0], "grid", 0, 1],
    [[2, 0], "grid", 2, 0],
  ])("of shape %j is a %s of %i by %i", (shape, form, rows, columns) => {
    const size = measureTensor(withW({ shape }), "W", "left-right");
    expect(size).toMatchObject({ form, rows, columns });
    expect(sheetOf(shape)).toEqual({ rows, columns });
  });

  test("a grid gives each number a cell, a vector being a column", () => {
    const { value } = measureTensor(withW({ shape: [3, 2] }), "W", "left-right");
    expect([value.width, value.height]).toEqual([2 * CELL.width, 3 * CELL.height]);
  });

  test("a picture stays small, however long, and thick enough to click", () => {
    for (const shape of [[7], [256], [100_000], [784, 128], [3, 100_000], [32, 32]]) {
      const { value } = measureTensor(withW({ shape }), "W", "left-right");
      expect(Math.max(value.width, value.height)).toBeLessThanOrEqual(104);
      expect(Math.min(value.width, value.height)).toBeGreaterThanOrEqual(14);
    }
  });

  test("a tensor of rank 3 or more stands as a stack of at most three sheets", () => {
    const sheets = (shape: number[]) => measureTensor(withW({ shape }), "W", "left-right").sheets;
    expect(
      [
        [2, 2],
        [4, 2, 2],
        [4, 4, 2, 2],
        [1, 1, 1, 2, 2],
      ].map(sheets),
    ).toEqual([0, 1, 2, 2]);
  });
});

describe.each(DIRECTIONS)("reading %s", (direction) => {
  const inside = (inner: Box, outer: Box) =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;

  test.each(PROGRAMS)("the parts of every tensor of %s lie within one another", (program) => {
    const graph = graphOf(program);
    for (const id of graph.tensors.keys()) {
      const size = measureTensor(graph, id, direction);
      expect(inside(size.body, { x: 0, y: 0, width: size.width, height: size.height })).toBe(true);
      expect(inside(size.value, size.body)).toBe(true);
      if (size.gradient) expect(inside(size.gradient, size.body)).toBe(true);
    }
  });

  test("value and gradient have the same geometry in a grid and do not overlap", () => {
    const { value, gradient } = measureTensor(graphOf("network"), "W", direction);
    expect([gradient?.width, gradient?.height]).toEqual([value.width, value.height]);
    const apart = direction === "left-right" ? "y" : "x";
    const length = direction === "left-right" ? value.height : value.width;
    expect(gradient?.[apart]).toBeGreaterThanOrEqual(value[apart] + length);
  });

  test("no value changes a size", () => {
    const graph = graphOf("network");
    const empty = structuredClone(graph.document);
    for (const tensor of empty.tensors) delete tensor.value;
    const without = indexDocument(empty);
    for (const id of graph.tensors.keys())
      expect(measureTensor(without, id, direction)).toEqual(measureTensor(graph, id, direction));
  });
});

test("where no pass comes by, no place is kept for a gradient", () => {
  const document = structuredClone(documentOf("network"));
  document.passes = document.passes.slice(0, 1);
  document.steps = document.steps.filter(([pass]) => pass === 0);
  const size = measureTensor(indexDocument(document), "W", "left-right");
  expect(size).toMatchObject({ gradient: null, ledger: null });
  expect(size.height).toBeLessThan(measureTensor(graphOf("network"), "W", "left-right").height);
});

test("a constant is small and needs no name", () => {
  const graph = graphOf("composition");
  const constant = graph.document.tensors.find(({ role }) => role === "constant");
  const size = measureTensor(graph, constant?.id ?? "", "left-right");
  const other = measureTensor(graph, "x", "left-right");
  expect(size.name).toBeNull();
  expect(size.width).toBeLessThan(other.width);
  expect(size.height).toBeLessThan(other.height / 2);
});

test("a long name is cut, a short one is not", () => {
  expect(shortName("W @ x + b")).toBe("W @ x + b");
  expect(shortName("exactly14chars")).toBe("exactly14chars");
  expect(shortName("one more than 14")).toBe("one more than…");
  expect(shortName("m.layer1.weight")).toBe("layer1.weight");
  expect(shortName("1.5 * x + 2.25 * y")).toBe("1.5 * x + 2.2…");
  expect(shortName("model.2.weight⁽¹²⁾")).toBe("2.weight⁽¹²⁾");
  expect(shortName("learned_scale⁽³⁾")).toBe("learned_sc…⁽³⁾");
});

test("what is said behind a name is part of its width", () => {
  const named = (label: string) => {
    const document = structuredClone(documentOf("network"));
    const W = document.tensors.find(({ id }) => id === "W");
    Object.assign(W ?? {}, { shape: [3], label });
    return measureTensor(indexDocument(document), "W", "left-right");
  };
  expect(named("weights").width).toBeGreaterThan(named("W").width);
  expect(named("weights").name?.remark).toBe("behind");
  // Reading upwards it stands below the name, with the shape.
  const upwards = measureTensor(withW({ shape: [3] }), "W", "bottom-top");
  expect(upwards.name?.remark).toBe("below");
  expect(remarkPlace(upwards.name as TensorName).y).toBeGreaterThan(upwards.name?.y ?? Infinity);
  const beside = (label: string) =>
    measureTensor(withW({ shape: [16, 100], label }), "W", "bottom-top").body.x;
  expect(beside("long_name") - beside("W")).toBeLessThan(20);
});

test("where there is no room for both, a remark takes the place of an expression", () => {
  const graphs = PROGRAMS.map((name) => graphOf(name));
  const written = graphs.flatMap((graph) =>
    graph.document.tensors.flatMap(({ id, label, shape }) => {
      const { name } = measureTensor(graph, id, "left-right");
      return label || shape.length === 0 || !name || name.quiet ? [] : name;
    }),
  );
  const letters = (where: TensorName["remark"]) =>
    written.flatMap(({ text, remark }) => (remark === where ? text.length : []));
  expect(letters("instead").length).toBeGreaterThan(0);
  expect(Math.min(...letters("behind"))).toBeLessThan(Math.min(...letters("instead")));
});

test("an unknown tensor is an error that names it", () => {
  expect(() => measureTensor(graphOf("square"), "nowhere", "left-right")).toThrow("nowhere");
});

// The server draws the same diamonds; its tests read these rows.
test.each([
  ["+", 34, 17],
  ["sin", 42, 17],
  ["x²", 34, 17],
  ["SVD", 42, 14.35],
  ["mean▢", 58, 13.04],
  ["▢→▥", 49, 13.09],
  ["ln|det|", 74, 16.3],
  ["BCEσ", 50, 13.88],
  ["argsort", 74, 15.01],
  ["1/√", 42, 15.13],
  ["Σᵢⱼ", 42, 17],
])("%s has a diamond %d wide, and letters of %d in it", (symbol, width, size) => {
  expect(measureOp({ id: "o", op: "o", symbol, inputs: [], outputs: [] }).width).toBe(width);
  expect(symbolSize(symbol, width)).toBeCloseTo(size, 2);
});

test("a longer symbol makes a wider diamond, up to a point", () => {
  const width = (symbol: string) =>
    measureOp({ id: "o", op: "o", symbol, inputs: [], outputs: [] } satisfies Op).width;
  expect(width("@")).toBe(width("x²"));
  expect(width("sin")).toBeGreaterThan(width("@"));
  expect(width("a".repeat(40))).toBe(width("a".repeat(80)));
  expect(width("𝒙𝒚")).toBe(width("xy"));
});

test("a folded module has room for its name and its type", () => {
  const short = measureFolded("f", "function");
  expect(measureFolded("a longer name", "function").width).toBeGreaterThan(short.width);
  expect(measureFolded("x".repeat(200), "function").width).toBeLessThanOrEqual(200);
});

test("the ledger of an element leaves the next one its name", () => {
  const graph = openGraph(indexDocument(documentOf("opened")), "all");
  const scene = layout(layoutRequest(graph, ALL_OPEN, "left-right"));
  const [above, below] = ["x[0]", "x[1]"].map((id) => {
    const { ledger, name } = measureTensor(graph, id, "left-right");
    const y = boxOf(scene, id)?.y ?? Number.NaN;
    return { ledger: y + (ledger?.y ?? 0), name: y + (name?.y ?? 0) };
  });
  const [descent, ascent] = [11 / 4, (3 / 4) * 16];
  expect((above?.ledger ?? 0) + descent).toBeLessThan((below?.name ?? 0) - ascent);
});
