import { describe, expect, it, test } from "vitest";
import { boxOf, layout } from "../layout/layout.ts";
import { layoutRequest } from "../layout/request.ts";
import { ALL_OPEN, foldAll } from "../folding.ts";
import { documentOf } from "../fixtures/read.ts";
import { OPENED_OP } from "./groups.ts";
import { frame } from "../frame.ts";
import { displayName, type Graph, indexDocument, isFull } from "../graph.ts";
import { toNumber } from "../number.ts";
import { narrate } from "../narration.ts";
import { endOf, type Position, timelineOf } from "../timeline.ts";
import { levelOf, refusalOf, stillOpened, tensorIn, without } from "./level.ts";
import { samePosition, openedAround } from "./moment.ts";
import { bareIndex } from "./names.ts";
import { NONE_OPENED, type Opened, openGraph } from "./opening.ts";
import { scalarOrigin } from "./origin.ts";

const base = indexDocument(documentOf("opened"));
const openable = (base.document.expansions ?? []).map(({ op }) => op);
const all = openGraph(base, "all");
const CASES: [string, Opened][] = [
  ["all", "all"],
  ...openable.map((op): [string, Opened] => [op, new Set([op])]),
  ["all but the sigmoid", new Set(openable.filter((op) => op !== "model/h:sigmoid"))],
  ["every other one", new Set(openable.filter((_, index) => index % 2 === 0))],
];

/** The numbers of an array that travels whole. */
function numbersOf(graph: Graph, tensor: string, pass?: number): number[] {
  const array =
    pass === undefined
      ? graph.tensors.get(tensor)?.value
      : graph.passes.get(pass)?.pass.gradients?.[tensor];
  return array && isFull(array) ? array.data.map(toNumber) : [];
}

describe.each(CASES)("with %s opened", (_, opened) => {
  const graph = openGraph(base, opened);
  const { document } = graph;

  it("says of each number where its gradient comes from", () => {
    let said = 0;
    for (const { id } of document.tensors) {
      const origin = scalarOrigin(graph, id, 1);
      expect(origin !== null && base.tensors.has(id)).toBe(false);
      if (origin === null || origin.contributions.length === 0) continue;
      const products = origin.contributions.flatMap(({ terms }) =>
        terms.map(
          ({ cells, factor }) =>
            toNumber(factor) * cells.reduce((product, { value }) => product * toNumber(value), 1),
        ),
      );
      const sum = products.reduce((total, product) => total + product, 0);
      expect(sum).toBeCloseTo(toNumber(origin.sum), 12);
      said += 1;
    }
    expect(said > 0).toBe(document.tensors.some(({ id }) => !base.tensors.has(id)));
  });

  it("stays bipartite, each tensor made once, every name unique", () => {
    const ids = [...document.tensors, ...document.ops, ...document.modules].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const op of document.ops) {
      for (const id of [...op.inputs, ...op.outputs]) expect(graph.tensors.has(id)).toBe(true);
      for (const id of op.outputs) expect(graph.tensors.get(id)?.source).toBe(op.id);
      expect(["", undefined].includes(op.module) || graph.modules.has(op.module ?? "")).toBe(true);
    }
    for (const { op, slot, tensor, direction } of document.edges) {
      const ends = direction === "in" ? graph.ops.get(op)?.inputs : graph.ops.get(op)?.outputs;
      expect(ends?.[slot]).toBe(tensor);
    }
  });

  it("runs each op once, when all that it needs is there, on both ways", () => {
    const rows = new Map<string, number>();
    document.steps.forEach(([pass, kind, op], row) => {
      if (op === null || kind === "contribution") return;
      expect(rows.has(`${pass} ${op}`)).toBe(false);
      rows.set(`${pass} ${op}`, row);
      const { tensors } = frame(graph, row, 0, pass);
      const { inputs = [], outputs = [] } = graph.ops.get(op) ?? {};
      if (kind === "forward") for (const id of inputs) expect(tensors.get(id)?.value).toBeDefined();
      else for (const id of outputs) expect(tensors.get(id)?.ledger).toBe("complete");
    });
    for (const { id } of document.ops) expect(rows.has(`0 ${id}`)).toBe(true);
  });

  it("adds its contributions up to its gradients", () => {
    const index = graph.passes.get(1);
    for (const [tensor, arrivals] of index?.arrivals ?? []) {
      const sent = arrivals.map(({ op, slot }) => index?.pass.contributions?.[`${op}:${slot}`]);
      const sums = numbersOf(graph, tensor, 1).map((_unused, place) =>
        sent.reduce(
          (sum, array) => sum + toNumber((array && isFull(array) && array.data[place]) || 0),
          0,
        ),
      );
      expect(sums.length).toBeGreaterThan(0);
      numbersOf(graph, tensor, 1).forEach((number, place) =>
        expect(sums[place]).toBeCloseTo(number, 12),
      );
    }
  });

  it("keeps every number of the tensors, as a grid or as elements", () => {
    for (const { id } of base.document.tensors)
      for (const pass of [undefined, 1]) {
        const whole = numbersOf(base, id, pass);
        const elements = document.tensors.filter((one) => one.module === id);
        const found = graph.tensors.has(id)
          ? numbersOf(graph, id, pass)
          : elements.flatMap((one) => numbersOf(graph, one.id, pass));
        expect(found.length === whole.length || pass === 1).toBe(true);
        found.forEach((number, place) => {
          if (found.length === whole.length) expect(number).toBeCloseTo(whole[place] as number, 12);
        });
      }
  });

  it("leaves the order of all that is not opened as it was", () => {
    const order = (one: Graph) => {
      const { nodes } = layoutRequest(one, ALL_OPEN, "left-right");
      return nodes.map(({ id, home }) =>
        one.modules.get(home)?.type.startsWith("opened") ? home : id,
      );
    };
    const known = new Set(order(base));
    const now = [...new Set(order(graph))].filter((id) => known.has(id));
    expect(now).toEqual(order(base));
  });

  it.each(["left-right", "bottom-top"] as const)("is laid out reading %s", (direction) => {
    for (const folding of [ALL_OPEN, foldAll(graph)]) {
      const scene = layout(layoutRequest(graph, folding, direction));
      for (const { points } of scene.routes)
        for (const { x, y } of points) expect(Number.isFinite(x + y)).toBe(true);
    }
    const scene = layout(layoutRequest(graph, ALL_OPEN, direction));
    expect(scene.tensors).toHaveLength(graph.tensors.size);
    const elements = document.tensors.filter(({ module }) => module === "W");
    const places = elements.map(({ id }) => boxOf(scene, id));
    const along = places.map((box) => (direction === "left-right" ? box?.y : box?.x) ?? 0);
    expect(along).toEqual(along.toSorted((a, b) => a - b));
  });

  it("says every step, and names no id of an element", () => {
    const stops = timelineOf(graph).stops.map((stop) => narrate(graph, stop));
    for (const sentence of stops) expect(sentence).not.toMatch(/undefined|\{|;\d/u);
  });

  it("stays at its moment when it is opened and closed again", () => {
    timelineOf(base).stops.forEach(({ index }) => {
      if (index === endOf(timelineOf(base)).stop) return;
      for (const t of [0, 1]) {
        const position: Position = { stop: index, t };
        const there = samePosition(base, graph, position);
        const op = timelineOf(base).stops[index]?.op;
        const now = graph.origins[(timelineOf(graph).stops[there.stop]?.end ?? 0) - 1];
        expect(base.document.steps[now ?? -1]?.[2] ?? null).toBe(op);
        const back = samePosition(graph, base, there);
        expect(timelineOf(base).stops[back.stop]?.op).toBe(op);
      }
    });
  });
});

test("elements have indices in their names, products the names of both", () => {
  expect(displayName(all, "W[0,1]")).toBe("W₀₁");
  expect(all.tensors.get("W[0,1]")).toMatchObject({ label: "W₀₁", role: "parameter", module: "W" });
  const names = all.document.tensors.map(({ id }) => displayName(all, id));
  expect(names).toContain("W₀₀·x₀");
  expect(names).toContain("(W @ x)₀");
});

test("a tensor that also meets a closed op stays whole, and is taken apart and put together", () => {
  const graph = openGraph(base, new Set(["model/h:sigmoid"]));
  const border = graph.document.ops.filter(({ symbol }) => symbol === "⋮");
  expect(border.map(({ inputs, outputs }) => [inputs.length, outputs.length])).toEqual([
    [1, 3],
    [3, 1],
  ]);
  expect(graph.tensors.has("model/h")).toBe(true);
  expect(graph.modules.get("model/h:sigmoid")?.type).toBe("opened op");
});

test("a slider fills numbers into the same picture", () => {
  const moved = { ...base, document: { ...base.document } };
  expect(openGraph(moved, "all").form).toBe(all.form);
  expect(openGraph(moved, new Set(["z:softmax"])).form).not.toBe(all.form);
});

test("an op between numbers, or one that was refused, stays what it is and says why", () => {
  expect(all.ops.has("loss:pow")).toBe(true);
  expect(refusalOf(all, "loss:pow")).toMatch(/single numbers/);
  const document = structuredClone(documentOf("opened"));
  const why = "A sort has no elements to tell.";
  document.expansions = (document.expansions ?? []).map((one) =>
    one.op === "s:sort" ? { op: one.op, refused: why, tensors: [], ops: [] } : one,
  );
  const graph = openGraph(indexDocument(document), "all");
  expect(graph.ops.has("s:sort")).toBe(true);
  expect(graph.tensors.has("z")).toBe(true);
  expect(refusalOf(graph, "s:sort")).toBe(why);
  expect(refusalOf(graph, "z:softmax")).toBe(null);
});

test("a tensor in its elements is put together, and the ops that meet it stay opened", () => {
  const id = tensorIn(all, "model/h");
  const graph = openGraph(base, "all", new Set([id]));
  expect(graph.tensors.get(id)?.value).toEqual(base.tensors.get(id)?.value);
  const meets = base.document.ops.filter((op) => [...op.inputs, ...op.outputs].includes(id));
  for (const op of meets.filter((one) => openable.includes(one.id))) {
    expect(graph.modules.get(op.id)?.type).toBe(OPENED_OP);
    const borders = graph.document.ops.filter(
      (one) => one.symbol === "⋮" && [...one.inputs, ...one.outputs].includes(id),
    );
    expect(borders.map(({ module }) => module)).toContain(op.id);
  }
  expect(graph.form).not.toBe(all.form);
});

test("an op closes alone", () => {
  const left = without(all, "all", "z:softmax") as ReadonlySet<string>;
  expect(openable.filter((op) => !left.has(op))).toEqual(["z:softmax"]);
});

test("the level is told by what is folded and opened", () => {
  expect(levelOf(base, ALL_OPEN, NONE_OPENED)).toBe("tensor");
  expect(levelOf(base, foldAll(base), NONE_OPENED)).toBe("module");
  expect(levelOf(all, ALL_OPEN, "all")).toBe("scalar");
  expect(levelOf(all, ALL_OPEN, new Set(["z:softmax"]))).toBe(null);
  expect(foldAll(all)).toEqual(foldAll(base));
});

test("what the program no longer has is no longer opened or selected", () => {
  const some = new Set(["z:softmax"]);
  expect(stillOpened(base, some)).toBe(some);
  expect(stillOpened(base, new Set(["z:softmax", "gone"]))).toEqual(some);
  expect(openedAround(all, base, "W[0,1]")).toBe("W");
  expect(openedAround(all, base, "gone")).toBe(null);
});

test.each([
  ["W[0,1]", "[0, 1]"],
  ["h:add.out[2]", "[2]"],
  ["k[10,3]", "[10, 3]"],
  ["x[12]", "[12]"],
])("the element %s goes by %s within its tensor", (id, index) => {
  expect(bareIndex(id)).toBe(index);
});
