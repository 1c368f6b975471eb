import { describe, expect, it } from "vitest";
import { buildDocument } from "../../core/fixtures/build.ts";
import type { Tensor } from "../../core/document.ts";
import { graphOf } from "../../core/fixtures/read.ts";
import { type Graph, indexDocument } from "../../core/graph.ts";
import { Handles } from "./handles.ts";

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

  it("is the program's own where it gives one, and nothing leaves it", () => {
    const [handle] = handlesOf(programWith({ ...scalar(0.5), range: [0, 0.955] }));
    expect(handle?.range).toEqual([0, 0.955]);
    expect(handle?.with(0.96)).toBe(0.955);
    expect(handle?.with(-2)).toBe(0);
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
    expect(right).toMatchObject({ name: "t", value: 2, whole: true, range: [0, 4] });
  });

  it("is none of those that a gradient reaches", () => {
    expect(handlesOf(graphOf("square")).map(({ whole }) => whole)).toEqual([false]);
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

it("no number that cannot be dragged has a slider", () => {
  const matrix = { shape: [1, 1], value: { shape: [1, 1], data: [1] } };
  const holed = { shape: [2], value: { shape: [2], data: [1, "NaN" as const] } };
  for (const tensor of [matrix, holed, { ...scalar(1), role: "parameter" as const }]) {
    expect(handlesOf(programWith(tensor))).toEqual([]);
  }
  expect(handlesOf(programWith(vector(...Array.from({ length: 9 }, Number))))).toHaveLength(8);
});
