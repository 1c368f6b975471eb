import { describe, expect, it } from "vitest";
import { buildDocument } from "../../core/fixtures/build.ts";
import type { Tensor } from "../../core/document.ts";
import { openGraph } from "../../core/scalar/opening.ts";
import { documentOf, graphOf } from "../../core/fixtures/read.ts";
import { type Graph, indexDocument } from "../../core/graph.ts";
import { Handles, tooLarge } from "./handles.ts";

function programWith(...tensors: Partial<Tensor>[]): Graph {
  const document = buildDocument({ leaves: [], ops: [], outputs: [] });
  const source = JSON.stringify(tensors.map(({ value }) => value));
  const plain = (): Tensor => ({ id: "x", role: "input", shape: [] });
  const given = tensors.map((one) => Object.assign(plain(), one));
  return indexDocument({ ...document, source, tensors: given });
}

const scalar = (value: number): Partial<Tensor> => ({ value: { shape: [], data: [value] } });
const vector = (...data: number[]): Partial<Tensor> => ({
  shape: [data.length],
  value: { shape: [data.length], data },
});

/** The same program with other numbers in it. */
function withTensors(graph: Graph, tensor: Partial<Tensor>): Graph {
  const { tensors } = programWith(tensor).document;
  return indexDocument({ ...graph.document, tensors });
}

function handlesOf(graph: Graph, inputs = {}): ReturnType<Handles["list"]> {
  const handles = new Handles();
  handles.note(graph, inputs);
  return handles.list(graph, inputs);
}

describe("the range of a slider", () => {
  it.each([
    [3, [-6, 6]],
    [-0.1, [-1, 1]],
  ])("lies around %d", (value, range) => {
    expect(handlesOf(programWith(scalar(value)))[0]?.range).toEqual(range);
  });

  it("is the program's own where it gives one, and grows to what is typed beyond it", () => {
    const handles = new Handles();
    const graph = programWith({ ...scalar(0.5), range: [0, 0.955] });
    handles.note(graph, {});
    expect(handles.list(graph, {})[0]?.range).toEqual([0, 0.955]);
    expect(handles.list(graph, { x: 3 })[0]?.range).toEqual([0, 3]);
    expect(handles.list(graph, { x: 0.5 })[0]?.range).toEqual([0, 3]);
  });

  it.each([
    [1, 0.01],
    [40, 1],
    [0.001, 0.01],
  ])("around %d is divided into steps of %d", (value, step) => {
    expect(handlesOf(programWith(scalar(value)))[0]?.step).toBe(step);
  });

  it("stays while the number is moved, and not for another program", () => {
    const handles = new Handles();
    const three = programWith(scalar(3));
    handles.note(three, {});
    handles.note(withTensors(three, scalar(5)), { x: 5 });
    expect(handles.list(three, { x: 5 })[0]?.range).toEqual([-6, 6]);
    handles.note(programWith(scalar(40)), {});
    expect(handles.list(programWith(scalar(40)), {})[0]?.range).toEqual([-80, 80]);
  });
});

describe("a number that no gradient can reach", () => {
  const classes = graphOf("classes");
  const right = handlesOf(classes).find(({ tensor }) => tensor === "t");

  it("names a place, and moves from place to place", () => {
    expect(right).toMatchObject({ name: "t", value: 2, kind: "whole", range: [0, 4] });
  });

  it("is none of those that a gradient reaches", () => {
    expect(handlesOf(graphOf("square")).map(({ kind }) => kind)).toEqual(["real"]);
  });
});

describe("a slider that was moved", () => {
  it("knows its way back", () => {
    const handles = new Handles();
    const graph = programWith(vector(1, 2));
    handles.note(graph, {});
    expect(handles.list(graph, {}).map(({ moved }) => moved)).toEqual([false, false]);
    const [first, second] = handles.list(graph, { x: [1, 3] });
    expect([first?.moved, second?.moved, second?.value, second?.given]).toEqual([
      false,
      true,
      3,
      2,
    ]);
    expect(first?.with(0)).toEqual([0, 3]);
    expect(second?.with(null)).toBeNull();
    const [, both] = handles.list(graph, { x: [0, 3] });
    expect(both?.with(null)).toEqual([0, 2]);
  });

  it("by a link goes back to what the program gives, as soon as that is seen", () => {
    const handles = new Handles();
    const graph = programWith(scalar(2));
    handles.note(graph, { x: 2 });
    const [linked] = handles.list(graph, { x: 2 });
    expect([linked?.moved, linked?.given, linked?.with(null)]).toEqual([true, null, null]);
    handles.note(withTensors(graph, scalar(1)), {});
    expect(handles.list(graph, { x: 2 })[0]?.given).toBe(1);
  });
});

describe("the elements of small tensors", () => {
  const shaped = (
    shape: number[],
    data: number[],
    more: Partial<Tensor> = {},
  ): Partial<Tensor> => ({
    shape,
    value: { shape, data },
    ...more,
  });

  it("have names with subscripts, and travel as nested lists", () => {
    const graph = programWith(shaped([2, 2], [1, 2, 3, 4], { role: "parameter" }));
    const found = handlesOf(graph);
    expect(found.map(({ name }) => name)).toEqual(["x₀₀", "x₀₁", "x₁₀", "x₁₁"]);
    expect(found.map(({ group }) => group)).toEqual(Array(4).fill("parameter"));
    expect(found[2]?.with(9)).toEqual([
      [1, 2],
      [9, 4],
    ]);
    const moved = handlesOf(graph, {
      x: [
        [1, 2],
        [9, 4],
      ],
    });
    expect(moved.map(({ value }) => value)).toEqual([1, 2, 9, 4]);
  });

  it("have commas where a place needs two digits", () => {
    const graph = programWith(shaped([12], Array.from({ length: 12 }, Number)));
    expect(handlesOf(graph).at(-1)?.name).toBe("x₁₁");
    const tall = programWith(shaped([11, 2], Array.from({ length: 22 }, Number)));
    expect(handlesOf(tall).at(-1)?.name).toBe("x₁₀,₁");
  });

  it("keep their kind", () => {
    const kinds = (more: Partial<Tensor>): string[] =>
      handlesOf(programWith({ ...scalar(1), ...more })).map(({ kind }) => kind);
    expect(kinds({ dtype: "int64" })).toEqual(["whole"]);
    expect(kinds({ dtype: "bool", role: "constant", label: "x" })).toEqual(["truth"]);
    expect(kinds({ dtype: "bool", role: "constant" })).toEqual([]);
    expect(kinds({ role: "parameter" })).toEqual(["real"]);
  });

  it("are not offered where they cannot be moved", () => {
    const holed = shaped([2], [1, "NaN" as unknown as number]);
    const version = { ...scalar(1), role: "parameter" as const, previous: "w" };
    const result = { ...scalar(1), source: "mul" };
    for (const tensor of [holed, version, result]) {
      expect(handlesOf(programWith(tensor))).toEqual([]);
    }
    const large = programWith(shaped([33], Array.from({ length: 33 }, Number)));
    expect(handlesOf(large)).toEqual([]);
    expect(tooLarge(large).map(({ id }) => id)).toEqual(["x"]);
  });
});

it("moves the elements that a tensor is drawn as, and lists the tensor as ever", () => {
  const closed = indexDocument(documentOf("opened"));
  const opened = openGraph(closed, "all");
  const handles = new Handles();
  handles.note(opened, {});
  expect(handles.list(opened, {}).map(({ key }) => key)).toEqual(
    handles.list(closed, {}).map(({ key }) => key),
  );
  const whole = handles.of(closed, {}, "W");
  const [one, ...others] = handles.of(opened, {}, "W[0,1]");
  expect(others).toEqual([]);
  expect([one?.key, one?.tensor]).toEqual([whole[1]?.key, "W"]);
  expect(one?.with(7)).toEqual(whole[1]?.with(7));
  expect(handles.of(opened, {}, "model/h:sigmoid model/h[0]")).toEqual([]);
});

it("the leaves are those that have handles, whatever they are called", () => {
  const graph = programWith(
    { id: "x", ...vector(1, 2) },
    { id: "none", ...vector() },
    { id: "w", role: "parameter", ...scalar(3) },
    { id: "W", role: "parameter", ...vector(...Array.from({ length: 40 }, () => 1)) },
    { id: "y", role: "intermediate", ...scalar(6) },
  );
  const handles = new Handles();
  handles.note(graph, {});
  expect(handles.leaves(graph, {})).toEqual([
    { id: "x", group: "input" },
    { id: "w", group: "parameter" },
  ]);
  const listed = new Set(handles.list(graph, {}).map(({ tensor }) => tensor));
  expect([...listed]).toEqual(["x", "w"]);
});
