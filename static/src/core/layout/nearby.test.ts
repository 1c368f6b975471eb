import { describe, expect, test } from "vitest";
import { Nearby, nodesIn, overlaps } from "./nearby.ts";
import type { Box, Scene } from "./scene.ts";

/** A fixed sequence of numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

const next = numbers(7);
const boxes: Box[] = Array.from({ length: 600 }, (_, index) => ({
  x: next() * 9000 - 500,
  y: next() * 3000 - 500,
  // Some are as long as the whole scene, as an edge from the first parameter to the last op is.
  width: index % 9 === 0 ? next() * 9000 : next() * 120,
  height: index % 13 === 0 ? next() * 3000 : next() * 60,
}));
const nearby = new Nearby(boxes);

describe("boxes near a place", () => {
  test.each(Array.from({ length: 60 }, (_, index) => index))(
    "view %d shows what it overlaps, in order",
    (index) => {
      const size = 4 ** (index % 8);
      const view = { x: next() * 9500 - 800, y: next() * 3500 - 800, width: size, height: size };
      const expected = boxes.flatMap((box, at) => (overlaps(box, view) ? [at] : []));
      expect(nearby.in(view)).toEqual(expected);
    },
  );

  test("a view of everything shows everything", () => {
    const view = { x: -1e6, y: -1e6, width: 2e6, height: 2e6 };
    expect(nearby.in(view)).toHaveLength(boxes.length);
  });

  test("what only touches the view is not in it", () => {
    const one = new Nearby([{ x: 0, y: 0, width: 10, height: 10 }]);
    expect(one.in({ x: 10, y: 0, width: 5, height: 5 })).toEqual([]);
    expect(one.in({ x: 9.5, y: 0, width: 5, height: 5 })).toEqual([0]);
  });

  test("there may be no boxes at all", () => {
    expect(new Nearby([]).in({ x: 0, y: 0, width: 9, height: 9 })).toEqual([]);
  });
});

describe("what stands in a part of a scene", () => {
  const placed = boxes.map((box, index) => ({ id: `node ${index}`, box }));
  const scene: Scene = {
    width: 9000,
    height: 3000,
    direction: "left-right",
    tensors: placed.slice(0, 400),
    ops: placed.slice(400),
    regions: [],
    routes: [],
    updates: [],
    continued: [],
  };

  test.each([100, 1000, 20_000])("is what overlaps it, within %d pixels", (size) => {
    const part = { x: 700, y: 300, width: size, height: size };
    expect(nodesIn(scene, part)).toEqual(placed.filter(({ box }) => overlaps(box, part)));
  });
});
