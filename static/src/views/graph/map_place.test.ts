import { describe, expect, test } from "vitest";
import { graphOf } from "../../core/fixtures/read.ts";
import { ALL_OPEN } from "../../core/folding.ts";
import { layout } from "../../core/layout/layout.ts";
import { nodesIn } from "../../core/layout/nearby.ts";
import { layoutRequest } from "../../core/layout/request.ts";
import type { Box, Scene } from "../../core/layout/scene.ts";
import { inScene } from "./camera.ts";
import { mapBox, mapPlace, usual } from "./map_place.ts";

const stage = { width: 756, height: 716, aside: 16, away: 68 };
const map = { width: 190, height: 120 };
const still = { x: 0, y: 0, zoom: 1 };

function sceneWith(...boxes: Box[]): Scene {
  const tensors = boxes.map((box, index) => ({ id: `t${index}`, box }));
  const nothing = { ops: [], regions: [], continued: [], routes: [], updates: [] };
  return { width: 2_000, height: 2_000, direction: "left-right", tensors, ...nothing };
}

/** A node in the middle of where the map would stand. */
function under(corner: (typeof usual)["corner"]): Box {
  const { x, y, width, height } = mapBox({ corner, scale: 1 }, stage, map);
  return { x: x + width / 2, y: y + height / 2, width: 10, height: 10 };
}

test("it stands in the first corner where it hides nothing", () => {
  const place = (...boxes: Box[]) => mapPlace(sceneWith(...boxes), still, stage, map, null);
  expect(place()).toEqual(usual);
  expect(place(under("bottom right")).corner).toBe("bottom left");
  expect(place(under("bottom right"), under("bottom left")).corner).toBe("top right");
  const corners = ["bottom right", "bottom left", "top right", "top left"] as const;
  for (const free of corners) {
    const others = corners.filter((corner) => corner !== free).map(under);
    expect(place(...others)).toEqual({ corner: free, scale: 1 });
  }
});

test("where no corner is free it is smaller, and never over what happens now", () => {
  const edge = { x: 560, y: 520, width: 20, height: 20 };
  const others = (["bottom left", "top right", "top left"] as const).map(under);
  expect(mapPlace(sceneWith(edge, ...others), still, stage, map, null)).toEqual({
    corner: "bottom right",
    scale: 0.7,
  });
  const all = [under("bottom right"), ...others.flatMap((box) => [box, { ...box, x: box.x + 12 }])];
  const scene = sceneWith(...all);
  expect(mapPlace(scene, still, stage, map, null).corner).toBe("bottom right");
  expect(mapPlace(scene, still, stage, map, all[0] ?? null).corner).not.toBe("bottom right");
});

describe.each(["attention", "micrograd", "training"] as const)("over %s", (program) => {
  const scene = layout(layoutRequest(graphOf(program), ALL_OPEN, "left-right"));

  test.each([0.6, 1])("it hides no more than it must at zoom %d, each time the same", (zoom) => {
    const camera = { x: 20, y: 60, zoom };
    const place = mapPlace(scene, camera, stage, map, null);
    expect(mapPlace(scene, camera, stage, map, null)).toEqual(place);
    const hidden = (one: typeof place) =>
      nodesIn(scene, inScene(camera, mapBox(one, stage, map))).length;
    if (hidden(usual) === 0) expect(place).toEqual(usual);
    expect(hidden(place)).toBeLessThanOrEqual(hidden(usual));
  });
});
