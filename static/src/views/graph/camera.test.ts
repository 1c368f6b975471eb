import { describe, expect, it } from "vitest";
import { overlaps } from "../../core/layout/nearby.ts";
import { between, type Camera, centred, fitted, showing, visibleBox, zoomed } from "./camera.ts";

const free = { x: 10, y: 20, width: 400, height: 300 };

/** Where a point of the scene stands on the screen. */
function project({ x, y, zoom }: Camera, point: { x: number; y: number }): number[] {
  return [point.x * zoom + x, point.y * zoom + y];
}

describe("the camera", () => {
  it.each([0.5, 1.7, 1000, 1e-9])(
    "keeps what is under the pointer when zooming by %d",
    (factor) => {
      const camera = { x: -30, y: 12, zoom: 0.8 };
      const point = { x: 150, y: 90 };
      const scene = {
        x: (point.x - camera.x) / camera.zoom,
        y: (point.y - camera.y) / camera.zoom,
      };
      const after = project(zoomed(camera, factor, point), scene);
      expect(after[0]).toBeCloseTo(point.x, 9);
      expect(after[1]).toBeCloseTo(point.y, 9);
    },
  );

  it.each([
    { width: 1000, height: 10 },
    { width: 10, height: 900 },
    { width: 800, height: 600 },
    { width: 5, height: 5 },
  ])("fits a scene of $width x $height into the free box, in its middle", (scene) => {
    const camera = fitted(scene, free, 1.25);
    const [left, top] = project(camera, { x: 0, y: 0 }) as [number, number];
    const [right, bottom] = project(camera, { x: scene.width, y: scene.height }) as [
      number,
      number,
    ];
    expect(camera.zoom).toBeLessThanOrEqual(1.25);
    expect(left).toBeGreaterThanOrEqual(free.x - 1e-9);
    expect(right).toBeLessThanOrEqual(free.x + free.width + 1e-9);
    expect(left + right).toBeCloseTo(2 * free.x + free.width, 9);
    expect(top + bottom).toBeCloseTo(2 * free.y + free.height, 9);
  });

  it("does not move for what is already shown", () => {
    const camera = { x: 0, y: 0, zoom: 1 };
    expect(showing(camera, { x: 50, y: 50, width: 20, height: 20 }, free)).toEqual(camera);
  });

  it("moves no further than it must", () => {
    const camera = { x: 0, y: 0, zoom: 2 };
    const moved = showing(camera, { x: 300, y: 30, width: 50, height: 20 }, free);
    expect(moved).toEqual({ x: 410 - 700, y: 0, zoom: 2 });
  });

  it("puts the middle in the middle of what is too large", () => {
    const moved = showing({ x: 0, y: 0, zoom: 1 }, { x: 0, y: 30, width: 1000, height: 5 }, free);
    expect(moved.x + 500).toBe(210);
  });

  it.each([
    [
      { x: 0, y: 0, width: 10, height: 10 },
      { x: 10, y: 20 },
    ],
    [
      { x: 490, y: 390, width: 20, height: 20 },
      { x: -790, y: -630 },
    ],
    [
      { x: 990, y: 790, width: 10, height: 10 },
      { x: -1590, y: -1280 },
    ],
  ])("centres %j as far as the scene reaches", (box, { x, y }) => {
    expect(centred({ width: 1000, height: 800 }, box, free, 2)).toEqual({ x, y, zoom: 2 });
  });

  it("centres the scene where it is smaller than the room", () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    const camera = centred({ width: 1000, height: 100 }, box, free, 1);
    expect(camera).toEqual({ x: 10, y: 120, zoom: 1 });
  });

  it("knows which part of the scene is near the view", () => {
    const box = visibleBox({ x: -100, y: 0, zoom: 2 }, { width: 200, height: 100 }, 50);
    expect(box).toEqual({ x: 25, y: -25, width: 150, height: 100 });
    expect(overlaps(box, { x: 170, y: 0, width: 10, height: 10 })).toBe(true);
    expect(overlaps(box, { x: 176, y: 0, width: 10, height: 10 })).toBe(false);
  });

  it("glides from one place to the other", () => {
    const [from, to] = [
      { x: 0, y: 10, zoom: 1 },
      { x: 100, y: 30, zoom: 2 },
    ];
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 0.5)).toEqual({ x: 50, y: 20, zoom: 1.5 });
    expect(between(from, to, 1)).toEqual(to);
  });
});
