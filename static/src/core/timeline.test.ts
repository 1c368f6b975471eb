import { describe, expect, test } from "vitest";
import { buildDocument, randomSpec } from "./fixtures/build.ts";
import { graphOf, PROGRAMS } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";
import { clampPosition, isAtEnd, leavesOf, timelineOf, toPosition, toStep } from "./timeline.ts";

const square = graphOf("square");
const timeline = timelineOf(square);
const start = { stop: 0, t: 0 };

describe("the stops of x * x", () => {
  test("are its leaves, the product, the seed, two contributions and the end", () => {
    expect(timeline.stops.map(({ kind, first, end }) => [kind, first, end])).toEqual([
      ["leaves", 0, 1],
      ["forward", 1, 2],
      ["seed", 2, 3],
      ["contribution", 3, 5],
      ["contribution", 5, 6],
      ["end", 6, 6],
    ]);
  });

  test("say what moves", () => {
    expect(timeline.stops[3]).toMatchObject({ op: "mul", tensor: "x", slot: 0, pass: 1 });
    expect(timeline.stops[4]).toMatchObject({ op: "mul", tensor: "x", slot: 1, pass: 1 });
  });

  test("are marked by pass", () => {
    expect(timeline.marks).toEqual([
      { pass: 0, mode: "forward", first: 0, last: 1 },
      { pass: 1, mode: "reverse", first: 2, last: 4 },
    ]);
  });

  test("are made once", () => expect(timelineOf(square)).toBe(timeline));
});

describe("leaves", () => {
  test("of the program appear in one stop", () => {
    const network = graphOf("network");
    const [opening, next] = timelineOf(network).stops;
    expect(opening?.kind).toBe("leaves");
    expect(leavesOf(network, opening ?? fail())).toEqual(["W", "b", "V", "c", "x", "t"]);
    expect(next?.kind).toBe("forward");
  });

  test("that are constants of an expression belong to the step of its op", () => {
    const composition = graphOf("composition");
    const { stops } = timelineOf(composition);
    expect(stops.filter(({ kind }) => kind === "leaves")).toHaveLength(1);
    const division = stops.find(({ op }) => op?.startsWith("div"));
    expect(division?.kind).toBe("forward");
    expect(leavesOf(composition, division ?? fail())).toHaveLength(1);
  });

  test("that the program gives later have a stop of their own", () => {
    const document = buildDocument({
      leaves: [
        { id: "x", value: 1 },
        { id: "z", value: 2 },
      ],
      ops: [{ op: "neg", inputs: ["x"], output: "y" }],
      outputs: ["y"],
    });
    const [x, z, forward, ...rest] = document.steps;
    document.steps = [x ?? fail(), forward ?? fail(), z ?? fail(), ...rest];
    const kinds = timelineOf(indexDocument(document)).stops.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(["leaves", "forward", "leaves"]);
  });
});

test("an op that has nothing to send is a stop of its own", () => {
  const document = buildDocument({
    leaves: [{ id: "x", value: 1 }],
    ops: [
      { op: "neg", inputs: ["x"], output: "y" },
      { op: "neg", inputs: ["y"], output: "z" },
    ],
    outputs: ["z"],
  });
  document.steps = document.steps.filter(
    ([, kind, , tensor]) => !(kind === "contribution" && tensor === "x"),
  );
  const { stops } = timelineOf(indexDocument(document));
  expect(stops.slice(-3).map(({ kind, op }) => [kind, op])).toEqual([
    ["contribution", "z:neg"],
    ["backward", "y:neg"],
    ["end", null],
  ]);
});

test("a document in which nothing happened has only its end", () => {
  const empty = indexDocument(buildDocument({ leaves: [], ops: [], outputs: [] }));
  const { stops, marks } = timelineOf(empty);
  expect(stops.map(({ kind }) => kind)).toEqual(["end"]);
  expect(marks).toEqual([]);
  expect(toStep(timelineOf(empty), start)).toEqual({ step: 0, t: 0 });
  expect(isAtEnd(timelineOf(empty), start)).toBe(true);
});

describe("positions and steps", () => {
  test.each(PROGRAMS)("every row of %s has a position that leads back to it", (program) => {
    const graph = graphOf(program);
    const line = timelineOf(graph);
    for (let step = 0; step <= graph.document.steps.length; step++)
      for (const t of [0, 0.4]) {
        if (step === graph.document.steps.length && t > 0) continue;
        const found = toStep(line, toPosition(line, step, t));
        expect(found.step).toBe(step);
        expect(found.t).toBeCloseTo(t, 9);
      }
  });

  test("time runs on within a stop of two rows, most of it for the second", () => {
    expect(toStep(timeline, { stop: 3, t: 0 })).toEqual({ step: 3, t: 0 });
    expect(toStep(timeline, { stop: 3, t: 0.29 }).step).toBe(3);
    expect(toStep(timeline, { stop: 3, t: 0.3 })).toEqual({ step: 4, t: 0 });
    expect(toStep(timeline, { stop: 3, t: 1 })).toEqual({ step: 4, t: 1 });
  });

  test.each([
    [
      { stop: -3, t: 0.5 },
      { stop: 0, t: 0 },
    ],
    [
      { stop: 99, t: 0.5 },
      { stop: 5, t: 0 },
    ],
    [
      { stop: 2, t: 7 },
      { stop: 2, t: 1 },
    ],
    [
      { stop: 2, t: -1 },
      { stop: 2, t: 0 },
    ],
    [
      { stop: Number.NaN, t: 0 },
      { stop: 0, t: 0 },
    ],
  ])("%o is brought to %o", (given, kept) => expect(clampPosition(timeline, given)).toEqual(kept));
});

test("the stops of random programs cover every row once, in order", () => {
  for (let seed = 0; seed < 40; seed++) {
    const document = buildDocument(randomSpec(seed, 3 + seed));
    const { stops, marks } = timelineOf(indexDocument(document));
    let row = 0;
    for (const stop of stops) {
      expect(stop.first).toBe(row);
      row = stop.end;
    }
    expect(row).toBe(document.steps.length);
    const marked = marks.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    expect(marked).toBe(stops.length - 1);
  }
});

function fail(): never {
  throw new Error("the fixture has changed");
}
