import { describe, expect, test } from "vitest";
import { fan } from "../fixtures/fan.ts";
import { graphOf } from "../fixtures/read.ts";
import { ALL_OPEN, foldAll, type Folding } from "../folding.ts";
import type { Graph } from "../graph.ts";
import { gridOf } from "./grid.ts";
import { boxOf, layout } from "./layout.ts";
import { rankLevel } from "./rank.ts";
import { layoutRequest } from "./request.ts";
import type { Box, Direction } from "./scene.ts";
import { buildStructure } from "./structure.ts";

function sceneOf(graph: Graph, folding: Folding, direction: Direction) {
  return layout(layoutRequest(graph, folding, direction));
}

/** Along and across the reading, where both grow with it. */
function turned({ x, y, width, height }: Box, direction: Direction) {
  return direction === "left-right"
    ? { main: x + width / 2, cross: y + height / 2 }
    : { main: -(y + height / 2), cross: x + width / 2 };
}

describe.each(["left-right", "bottom-top"] as const)("fifty branches, reading %s", (direction) => {
  describe.each([false, true])("in modules: %s", (inModules) => {
    const graph = fan(50, inModules);
    const scene = sceneOf(graph, ALL_OPEN, direction);
    const place = (id: string) =>
      turned(boxOf(scene, id) ?? { x: 0, y: 0, width: 0, height: 0 }, direction);

    test("have about the shape of a stage", () => {
      const { main, cross } =
        direction === "left-right"
          ? { main: scene.width, cross: scene.height }
          : { main: scene.height, cross: scene.width };
      expect(main / cross).toBeGreaterThan(0.5);
      expect(main / cross).toBeLessThan(2.5);
    });

    test("stand in columns of one length, in their order", () => {
      const columns = new Map<number, number[]>();
      for (let branch = 0; branch < 50; branch++) {
        const { main } = place(`a${branch}:mul`);
        const column = Math.round(main);
        columns.set(column, [...(columns.get(column) ?? []), branch]);
      }
      expect(columns.size).toBeGreaterThan(2);
      const lengths = [...columns.values()].map(({ length }) => length);
      expect(lengths.slice(0, -1).every((length) => length === lengths[0])).toBe(true);
      expect([...columns.keys()]).toEqual([...columns.keys()].toSorted((a, b) => a - b));
      for (const branches of columns.values()) {
        expect(branches).toEqual(branches.toSorted((a, b) => a - b));
        const heights = branches.map((branch) => place(`a${branch}:mul`).cross);
        expect(heights).toEqual(heights.toSorted((a, b) => a - b));
      }
    });

    test("stand behind what they come from and before what they lead to", () => {
      for (let branch = 0; branch < 50; branch++) {
        expect(place("x").main).toBeLessThan(place(`a${branch}:mul`).main);
        expect(place(`b${branch}:sin`).main).toBeLessThan(place("sum:add").main);
      }
      expect(place("sum:add").main).toBeLessThan(place("loss").main);
    });
  });

  test("stay in their columns when one of them is opened or folded", () => {
    const graph = fan(50, true);
    const folded = foldAll(graph);
    const columnOf = (folding: Folding): Map<string, number> => {
      const scene = sceneOf(graph, folding, direction);
      const at = new Map(
        scene.regions.map(({ id, box }) => [id, turned(box, direction).main] as const),
      );
      const all = [...new Set([...at.values()].map(Math.round))].toSorted((a, b) => a - b);
      return new Map([...at].map(([id, main]) => [id, all.indexOf(Math.round(main))]));
    };
    const opened = new Set([...folded].filter((id) => id !== "m7"));
    expect(columnOf(opened)).toEqual(columnOf(folded));
    expect(columnOf(ALL_OPEN)).toEqual(columnOf(folded));
  });
});

describe("no grid", () => {
  const gridIn = (graph: Graph) => {
    const { levels } = buildStructure(layoutRequest(graph, ALL_OPEN, "left-right"));
    return [...levels.values()].some((level) => gridOf(level, rankLevel(level)) !== null);
  };

  test.each(["fan-out", "attention", "scalar-network", "micrograd", "chain-300"] as const)(
    "in %s, whose branches are few or lead into each other",
    (program) => expect(gridIn(graphOf(program))).toBe(false),
  );

  test("where all can be seen in one column", () => {
    expect(gridIn(fan(6, false))).toBe(false);
    expect(gridIn(fan(24, false))).toBe(true);
    expect(gridIn(fan(9, false))).toBe(false);
    expect(gridIn(fan(9, false, false))).toBe(true);
  });
});
