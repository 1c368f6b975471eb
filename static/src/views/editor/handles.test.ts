import { describe, expect, it } from "vitest";
import { buildDocument } from "../../core/fixtures/build.ts";
import type { GraphDocument, Tensor } from "../../core/document.ts";
import { Handles } from "./handles.ts";

function programWith(...tensors: Partial<Tensor>[]): GraphDocument {
  const document = buildDocument({ leaves: [], ops: [], outputs: [] });
  const source = JSON.stringify(tensors.map(({ value }) => value));
  const plain = (): Tensor => ({ id: "x", role: "input", shape: [] });
  const given = tensors.map((one) => Object.assign(plain(), one));
  return { ...document, source, tensors: given };
}

const scalar = (value: number): Partial<Tensor> => ({ value: { shape: [], data: [value] } });
const vector = (...data: number[]): Partial<Tensor> => ({
  shape: [data.length],
  value: { shape: [data.length], data },
});

function handlesOf(document: GraphDocument, inputs = {}): ReturnType<Handles["list"]> {
  const handles = new Handles();
  handles.note(document, inputs);
  return handles.list(document.tensors, inputs);
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
    handles.note({ ...three, tensors: programWith(scalar(5)).tensors }, { x: 5 });
    expect(handles.list(three.tensors, { x: 5 })[0]?.range).toEqual([-6, 6]);
    handles.note(programWith(scalar(40)), {});
    expect(handles.list(programWith(scalar(40)).tensors, {})[0]?.range).toEqual([-80, 80]);
  });
});

describe("a slider that was moved", () => {
  it("knows its way back", () => {
    const handles = new Handles();
    const document = programWith(vector(1, 2));
    handles.note(document, {});
    expect(handles.list(document.tensors, {}).map(({ moved }) => moved)).toEqual([false, false]);
    const [first, second] = handles.list(document.tensors, { x: [1, 3] });
    expect([first?.moved, second?.moved, second?.value, second?.given]).toEqual([
      false,
      true,
      3,
      2,
    ]);
    expect(first?.with(0)).toEqual([0, 3]);
    expect(second?.with(null)).toBeNull();
    const [, both] = handles.list(document.tensors, { x: [0, 3] });
    expect(both?.with(null)).toEqual([0, 2]);
  });

  it("by a link goes back to what the program gives, as soon as that is seen", () => {
    const handles = new Handles();
    const document = programWith(scalar(2));
    handles.note(document, { x: 2 });
    const [linked] = handles.list(document.tensors, { x: 2 });
    expect([linked?.moved, linked?.given, linked?.with(null)]).toEqual([true, null, null]);
    handles.note({ ...document, tensors: programWith(scalar(1)).tensors }, {});
    expect(handles.list(document.tensors, { x: 2 })[0]?.given).toBe(1);
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
