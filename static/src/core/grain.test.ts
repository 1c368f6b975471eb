import { describe, expect, test } from "vitest";
import { numbers } from "./fixtures/build.ts";
import { graphOf, PROGRAMS } from "./fixtures/read.ts";
import {
  advance,
  countStrides,
  fittingPace,
  GRAINS,
  jumpToOp,
  nextRest,
  placeOf,
  positionAt,
  previousRest,
  restAt,
  secondsOf,
  stopsOf,
  stridesOf,
} from "./grain.ts";
import { STOP_SECONDS, timelineOf } from "./timeline.ts";

const square = graphOf("square");
const start = { stop: 0, t: 0 };
const end = { stop: 5, t: 0 };
const fine = stridesOf(square, "contribution");

describe("the strides of x * x", () => {
  test.each([
    ["contribution", [0, 1, 2, 3, 4, 5]],
    ["op", [0, 1, 2, 3, 5]],
    ["pass", [0, 2, 5]],
  ] as const)("by %s", (grain, bounds) => {
    expect(stridesOf(square, grain).bounds).toEqual(bounds);
  });

  test("count the passes in strides", () => {
    const marks = stridesOf(square, "op").marks.map(({ mode, first, last }) => [mode, first, last]);
    expect(marks).toEqual([
      ["forward", 0, 1],
      ["reverse", 2, 3],
    ]);
  });
});

test("in a training loop the updates are a step of their own, of an optimizer and of a pass", () => {
  const graph = graphOf("training");
  for (const grain of ["op", "pass"] as const) {
    const strides = stridesOf(graph, grain);
    const all = Array.from({ length: countStrides(strides) }, (_, k) => stopsOf(strides, k));
    const updating = all.filter((stops) => stops.some(({ kind }) => kind === "update"));
    expect(updating.length).toBeGreaterThan(1);
    for (const stops of updating) expect(stops.every(({ kind }) => kind === "update")).toBe(true);
  }
});

describe.each(GRAINS)("strides by %s", (grain) => {
  test.each(PROGRAMS)("of %s hold every stop once, of one pass each", (program) => {
    const strides = stridesOf(graphOf(program), grain);
    const all = Array.from({ length: countStrides(strides) }, (_, k) => stopsOf(strides, k));
    const { stops } = timelineOf(graphOf(program));
    expect(all.flat()).toEqual(stops.slice(0, -1));
    for (const one of all) expect(new Set(one.map(({ pass }) => pass)).size).toBe(1);
    expect(strides.marks.at(-1)?.last).toBe(countStrides(strides) - 1);
  });

  test.each(PROGRAMS)("of %s lead from any position to its place and back", (program) => {
    const strides = stridesOf(graphOf(program), grain);
    const { stops } = strides.timeline;
    const next = numbers(3);
    for (let turn = 0; turn < 50; turn++) {
      const position = { stop: Math.floor(next() * (stops.length - 1)), t: next() };
      const back = positionAt(strides, placeOf(strides, position));
      expect(back.stop + back.t).toBeCloseTo(position.stop + position.t, 9);
    }
  });

  test("are stepped there and back over the same rests", () => {
    const strides = stridesOf(graphOf("network"), grain);
    const there = [start];
    for (let k = 1; k <= countStrides(strides); k++) {
      const last = there.at(-1) ?? start;
      expect(nextRest(strides, last)).toBe(k);
      there.push(restAt(strides, k));
    }
    let position = { stop: strides.timeline.stops.length - 1, t: 0 };
    for (const rest of there.toReversed()) {
      position = previousRest(strides, position);
      expect(position).toEqual(rest);
    }
    expect(previousRest(strides, start)).toEqual(start);
  });
});

test("a position that stands between two rests steps to the nearer ends of its stride", () => {
  const strides = stridesOf(square, "op");
  expect(restAt(strides, nextRest(strides, { stop: 3, t: 1 }))).toEqual({ stop: 4, t: 1 });
  expect(previousRest(strides, { stop: 3, t: 1 })).toEqual({ stop: 2, t: 1 });
});

describe("playing", () => {
  test("takes 450 ms a step at speed 1", () => {
    expect(STOP_SECONDS).toBe(0.45);
    const half = advance(fine, start, 0.225, 1);
    expect(half).toEqual({ stop: 0, t: 0.5 });
    expect(advance(fine, half, 0.225, 1)).toEqual({ stop: 1, t: 0 });
    expect(advance(fine, start, 0.225, 4)).toEqual({ stop: 2, t: 0 });
  });

  test("by op shares the time among what the op sends", () => {
    const strides = stridesOf(square, "op");
    expect(advance(strides, { stop: 3, t: 0 }, 0.225, 1)).toEqual({ stop: 4, t: 0 });
    expect(advance(strides, { stop: 3, t: 0 }, 0.45, 1)).toEqual(end);
  });

  test("by pass takes no longer than four steps do", () => {
    const strides = stridesOf(graphOf("network"), "pass");
    expect(secondsOf(strides, 0)).toBe(4 * STOP_SECONDS);
    expect(secondsOf(stridesOf(square, "pass"), 0)).toBe(2 * STOP_SECONDS);
  });

  test.each(GRAINS)(
    "by %s comes to the same place in few long frames and many short ones",
    (grain) => {
      const strides = stridesOf(graphOf("network"), grain);
      const next = numbers(2);
      let position = start;
      let total = 0;
      while (total < 3) {
        const seconds = next() * 0.03;
        total += seconds;
        position = advance(strides, position, seconds, 1);
      }
      const once = advance(strides, start, total, 1);
      expect(position.stop + position.t).toBeCloseTo(once.stop + once.t, 6);
    },
  );

  test("stops at the end and never goes back", () => {
    expect(advance(fine, start, 1e9, 1)).toEqual(end);
    expect(advance(fine, { stop: 2, t: 0.5 }, -5, 1)).toEqual({ stop: 2, t: 0.5 });
  });
});

test("a long program is played faster, and by op, before anybody asks", () => {
  expect(fittingPace(square)).toEqual({ grain: "contribution", speed: 1 });
  const { grain, speed } = fittingPace(graphOf("chain-300"));
  expect([grain, speed]).toEqual(["op", 4]);
});

describe("jumping to an op", () => {
  test("leads to where it fires next, and round to its first time", () => {
    expect(jumpToOp(square, "contribution", start, "mul")).toEqual({ stop: 1, t: 1 });
    expect(jumpToOp(square, "contribution", { stop: 1, t: 1 }, "mul")).toEqual({ stop: 3, t: 1 });
    expect(jumpToOp(square, "contribution", { stop: 3, t: 1 }, "mul")).toEqual({ stop: 1, t: 1 });
    expect(jumpToOp(square, "contribution", start, "nothing")).toBeNull();
  });

  test.each(["op", "pass"] as const)("shows all that it sends, by %s", (grain) => {
    expect(jumpToOp(square, grain, { stop: 1, t: 1 }, "mul")).toEqual({ stop: 4, t: 1 });
  });
});
