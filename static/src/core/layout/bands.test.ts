import { describe, expect, test } from "vitest";
import { graphOf } from "../fixtures/read.ts";
import { ALL_OPEN } from "../folding.ts";
import { bandsBetween, breadthOf, squeezed, united } from "./bands.ts";
import { gapsThrough } from "./gaps.ts";
import { layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import { turned } from "./scene.ts";

test("what overlaps or touches is one band", () => {
  const some = [{ top: 10, bottom: 20 }];
  const others = [
    { top: 0, bottom: 10 },
    { top: 40, bottom: 50 },
  ];
  expect(united([some, others])).toEqual([
    { top: 0, bottom: 20 },
    { top: 40, bottom: 50 },
  ]);
});

test("of what is empty a little is left, and bands keep their breadth", () => {
  const bands = [
    { top: 100, bottom: 120 },
    { top: 130, bottom: 140 },
    { top: 400, bottom: 450 },
  ];
  const at = squeezed(bands);
  expect([100, 110, 120, 130, 140].map(at)).toEqual([0, 10, 20, 30, 40]);
  const left = at(400) - at(140);
  expect(left).toBeGreaterThan(10);
  expect(left).toBeLessThan(60);
  expect(at(450) - at(400)).toBe(50);
  expect(at(200)).toBeLessThanOrEqual(at(400));
  expect(breadthOf(bands)).toBe(at(450));
  expect(breadthOf([])).toBe(0);
});

describe.each(["left-right", "bottom-top"] as const)("of a scene read %s", (direction) => {
  const scene = layout(layoutRequest(graphOf("network"), ALL_OPEN, direction));
  const cuts = gapsThrough(scene).map(({ at }) => at);
  const parts = bandsBetween(scene, cuts);

  test("everything stands in a band of its part, and nothing is turned round", () => {
    expect(parts).toHaveLength(cuts.length + 1);
    const row = united(parts);
    const at = squeezed(row);
    let last = -Infinity;
    for (const { box } of [...scene.tensors, ...scene.ops].toSorted(
      (one, other) => turned(scene, one.box).cross - turned(scene, other.box).cross,
    )) {
      const { cross, breadth } = turned(scene, box);
      const band = row.find(({ top, bottom }) => top <= cross && cross + breadth <= bottom);
      expect(band).toBeDefined();
      expect(at(cross + breadth) - at(cross)).toBeCloseTo(breadth);
      expect(at(cross)).toBeGreaterThanOrEqual(last);
      last = at(cross);
    }
  });
});
