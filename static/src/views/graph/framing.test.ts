import { describe, expect, test } from "vitest";
import { nodesIn, overlaps } from "../../core/layout/nearby.ts";
import type { Box, Scene } from "../../core/layout/scene.ts";
import { type Camera, inScene } from "./camera.ts";
import { following, legible, overview, unveiling } from "./framing.ts";
import type { Viewport } from "./viewport.ts";

const free = { x: 16, y: 56, width: 358, height: 509 };
const aside = { x: 340, y: 56, width: 36, height: 80 };
const phone = { free, aside, letter: 14, isNarrow: true } as Viewport;
const desk = { ...phone, aside: null, isNarrow: false } as Viewport;

function sceneOf(width: number, height: number, ...boxes: Box[]): Scene {
  const tensors = boxes.map((box, index) => ({ id: `t${index}`, box }));
  const nothing = { ops: [], regions: [], continued: [], routes: [], updates: [] };
  return { width, height, direction: "bottom-top", tensors, ...nothing };
}

function onScreen({ x, y, zoom }: Camera, box: Box): Box {
  return {
    x: box.x * zoom + x,
    y: box.y * zoom + y,
    width: box.width * zoom,
    height: box.height * zoom,
  };
}

function expectWithin(inner: Box, outer: Box): void {
  expect(inner.x).toBeGreaterThanOrEqual(outer.x - 0.01);
  expect(inner.y).toBeGreaterThanOrEqual(outer.y - 0.01);
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width + 0.01);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height + 0.01);
}

describe("the whole of a graph on a phone", () => {
  test("leaves out the buttons over it, and only where something would lie under them", () => {
    const corner = { x: 340, y: 10, width: 50, height: 40 };
    const wide = sceneOf(400, 300, corner, { x: 10, y: 240, width: 50, height: 40 });
    const camera = overview(phone, wide);
    expect(nodesIn(wide, inScene(camera, aside))).toEqual([]);
    expectWithin(onScreen(camera, { x: 0, y: 0, width: 400, height: 300 }), free);
    const beside = sceneOf(400, 300, { ...corner, x: 100 });
    expect(overview(phone, beside)).toEqual(
      overview({ ...phone, aside: null } as Viewport, beside),
    );
  });
});

describe("what happens now", () => {
  const camera = { x: 0, y: 0, zoom: 1 };
  const here = { ...phone, camera } as Viewport;

  test("is brought into view by the smallest move", () => {
    const below = { x: 40, y: 600, width: 80, height: 40 };
    const { x, y } = following(here, below, [below]);
    expect([x, y]).toEqual([0, free.y + free.height - 640]);
    const seen = { ...below, y: 300 };
    expect(following(here, seen, [seen])).toEqual(camera);
  });

  test("is moved out from under the buttons", () => {
    const covered = { x: 330, y: 70, width: 30, height: 30 };
    const moved = onScreen(following(here, covered, [covered]), covered);
    expect(overlaps(moved, aside)).toBe(false);
    expectWithin(moved, free);
    expect(following({ ...here, aside: null } as Viewport, covered, [covered])).toEqual(camera);
  });
});

describe("an opened module", () => {
  const far = { x: 100, y: 200, zoom: 0.15 };
  const small = { x: 900, y: 700, width: 500, height: 600 };

  test("is seen whole, brought near on a phone where the view was far", () => {
    const camera = unveiling(phone, far, small, [], "bottom-top");
    expect(camera.zoom).toBeGreaterThanOrEqual(legible);
    expectWithin(onScreen(camera, small), free);
    const desks = unveiling(desk, far, small, [], "bottom-top");
    expect(desks.zoom).toBe(far.zoom);
    expectWithin(onScreen(desks, small), free);
  });

  test("that is larger than the view makes it smaller, as far as it can be read", () => {
    const near = { x: -300, y: -400, zoom: 0.9 };
    const camera = unveiling(phone, near, small, [], "bottom-top");
    expect(camera.zoom).toBeLessThan(near.zoom);
    expect(camera.zoom).toBeGreaterThanOrEqual(legible);
    expectWithin(onScreen(camera, small), free);
  });

  test.each(["left-right", "bottom-top"] as const)(
    "that is too large to be read whole shows what follows its title, read %s",
    (direction) => {
      const large = { x: 200, y: 100, width: 3_000, height: 4_000 };
      const first = { x: 1_600, y: 140, width: 80, height: 40 };
      const last = { x: 1_600, y: 3_900, width: 80, height: 40 };
      for (const camera of [far, { x: 0, y: 0, zoom: 0.8 }]) {
        const { zoom, ...place } = unveiling(phone, camera, large, [first, last], direction);
        expect(zoom).toBeGreaterThanOrEqual(legible);
        expectWithin(onScreen({ zoom, ...place }, first), free);
      }
    },
  );
});
