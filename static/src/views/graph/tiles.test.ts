import { describe, expect, it } from "vitest";
import type { Box } from "../../core/layout/scene.ts";
import { type Due, Tiles } from "./tiles.ts";

const view = { x: -100, y: 50, width: 1000, height: 600 };

function takeAll(tiles: Tiles): Box[] {
  const taken: Box[] = [];
  for (let due = tiles.take(); due !== null; due = tiles.take()) taken.push(due.tile);
  return taken;
}

describe("the tiles of a view", () => {
  it("are clean at first", () => {
    const tiles = new Tiles(view, 1);
    expect(tiles.isClean).toBe(true);
    expect(tiles.take()).toBeNull();
  });

  it.each([0.05, 0.5, 1, 2])("cover all of it once at zoom %d", (zoom) => {
    const tiles = new Tiles(view, zoom);
    tiles.markAll();
    const taken = takeAll(tiles);
    const covered = taken.reduce((area, { width, height }) => area + width * height, 0);
    expect(covered).toBeGreaterThanOrEqual(view.width * view.height);
    expect(new Set(taken.map(({ x, y }) => `${x} ${y}`)).size).toBe(taken.length);
    expect(tiles.isClean).toBe(true);
  });

  it("begin in the middle", () => {
    const tiles = new Tiles(view, 1);
    tiles.markAll();
    const { tile: first } = tiles.take() as Due;
    expect(Math.abs(first.x + 64 - 400)).toBeLessThan(128);
    expect(Math.abs(first.y + 64 - 350)).toBeLessThan(128);
  });

  it("are painted again where a box or its outline lies", () => {
    const tiles = new Tiles(view, 1);
    tiles.mark({ x: 40, y: 60, width: 10, height: 10 });
    expect(takeAll(tiles).map(({ x }) => x)).toEqual([28]);
    tiles.mark({ x: 40, y: 60, width: 125, height: 10 });
    expect(takeAll(tiles).map(({ x }) => x)).toEqual([28, 156]);
    // One pixel from the border of two tiles, the outline is in both.
    tiles.mark({ x: 29, y: 60, width: 1, height: 10 });
    expect(takeAll(tiles).map(({ x }) => x)).toEqual([-100, 28]);
  });

  it("are left alone by what is out of view", () => {
    const tiles = new Tiles(view, 1);
    tiles.mark({ x: 5000, y: 60, width: 10, height: 10 });
    tiles.mark({ x: 0, y: -500, width: 10, height: 10 });
    expect(tiles.isClean).toBe(true);
  });

  it("are painted in part where a patch will do, with the outline and no further than they reach", () => {
    const tiles = new Tiles(view, 1);
    tiles.mark({ x: 40, y: 60, width: 10, height: 10 }, true);
    expect(tiles.take()).toEqual({
      tile: { x: 28, y: 50, width: 128, height: 128 },
      part: { x: 37, y: 57, width: 16, height: 16 },
    });
    tiles.mark({ x: 150, y: 60, width: 10, height: 10 }, true);
    tiles.mark({ x: 40, y: 90, width: 10, height: 10 }, true);
    expect(tiles.take()?.part).toEqual({ x: 37, y: 57, width: 119, height: 46 });
    expect(tiles.take()?.part).toEqual({ x: 156, y: 57, width: 7, height: 16 });
  });

  it("are painted as a whole in the end, those that still wait among them", () => {
    const tiles = new Tiles(view, 1);
    tiles.mark({ x: 40, y: 60, width: 10, height: 10 }, true);
    tiles.take();
    tiles.mark({ x: 200, y: 60, width: 10, height: 10 }, true);
    tiles.markPatched();
    const [waited, patched] = [tiles.take(), tiles.take()];
    expect(waited?.part).toEqual(waited?.tile);
    expect(patched?.part).toEqual(patched?.tile);
    expect([waited?.tile.x, patched?.tile.x]).toEqual([156, 28]);
    tiles.markPatched();
    expect(tiles.isClean).toBe(true);
  });

  it("are marked once, however often", () => {
    const tiles = new Tiles(view, 1);
    for (let turn = 0; turn < 5; turn++) tiles.mark({ x: 50, y: 90, width: 10, height: 10 });
    expect(takeAll(tiles)).toHaveLength(1);
  });
});
