import { describe, expect, test } from "vitest";
import { graphOf, PROGRAMS } from "../../core/fixtures/read.ts";
import { ALL_OPEN } from "../../core/folding.ts";
import type { Graph } from "../../core/graph.ts";
import { pointOnRoute, routeLength } from "../../core/layout/curve.ts";
import { layout } from "../../core/layout/layout.ts";
import { layoutRequest } from "../../core/layout/request.ts";
import type { Box, Point, Region, Scene } from "../../core/layout/scene.ts";
import { updateLines } from "../../core/layout/updates.ts";
import { titleAt } from "./title_place.ts";

const inside = ({ x, y }: Point, box: Box): boolean =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

/** About what the letters of a title cover. */
function lettersOf(graph: Graph, scene: Scene, region: Region): Box {
  const module = graph.modules.get(region.id);
  if (module === undefined) throw new Error("the fixture has changed");
  const { text, caption, x } = titleAt(graph, scene, module, region);
  const width = 5.5 * (text.length + caption.length);
  return { x: region.box.x + x, y: region.box.y + 11, width, height: 10 };
}

/** Points on all edges and updates. */
function linesOf(graph: Graph, scene: Scene): Point[] {
  const { direction, routes } = scene;
  return [
    ...routes.flatMap((route) => {
      const count = Math.ceil(routeLength(route, direction) / 4);
      return Array.from({ length: count }, (_, place) =>
        pointOnRoute(route, direction, place / count),
      );
    }),
    ...updateLines(graph, scene).flatMap(({ at }) =>
      at ? Array.from({ length: 100 }, (_, place) => at(place / 100)) : [],
    ),
  ];
}

const MODULAR = PROGRAMS.filter((program) => graphOf(program).modules.size > 0);

describe.each(["left-right", "bottom-top"] as const)("reading %s", (direction) => {
  test.each(MODULAR)("nothing runs through a title of %s that has another place", (program) => {
    const graph = graphOf(program);
    const scene = layout(layoutRequest(graph, ALL_OPEN, direction));
    const lines = linesOf(graph, scene);
    const titles = scene.regions.map((region) => lettersOf(graph, scene, region));
    expect(titles.length).toBeGreaterThan(0);
    for (const [index, title] of titles.entries()) {
      const { box } = scene.regions[index] as Region;
      expect(title.x).toBeGreaterThanOrEqual(box.x + 14);
      const through = lines.filter((point) => inside(point, title));
      if (through.length === 0) continue;
      // Wherever else it stood something would run through it as well.
      for (let x = box.x + 14; x + title.width <= box.x + box.width - 20; x += 10)
        expect(lines.some((point) => inside(point, { ...title, x }))).toBe(true);
    }
  });
});

test("a title that an update would cross begins behind it", () => {
  const graph = graphOf("rounds");
  const scene = layout(layoutRequest(graph, ALL_OPEN, "bottom-top"));
  const begins = scene.regions.map((region) => {
    const module = graph.modules.get(region.id);
    return module ? titleAt(graph, scene, module, region).x : 0;
  });
  expect(Math.max(...begins)).toBeGreaterThan(14);
  expect(begins.filter((x) => x === 14).length).toBeGreaterThan(1);
});
