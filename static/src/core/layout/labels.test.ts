import { describe, expect, test } from "vitest";
import { edgeNumbers, roomForNumbers } from "../edge_numbers.ts";
import { graphOf, PROGRAMS } from "../fixtures/read.ts";
import { ALL_OPEN } from "../folding.ts";
import { edgesInto, placeNumbers, placeSlots } from "./labels.ts";
import { layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import type { Box, Route } from "./scene.ts";
import { writingIn } from "./writing.ts";

const DIRECTIONS = ["left-right", "bottom-top"] as const;
const READINGS = ["full", "shorthand"] as const;

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(PROGRAMS)("on the edges of %s", (program) => {
  const graph = graphOf(program);
  const numbers = edgeNumbers(graph);

  test.each(DIRECTIONS.flatMap((direction) => READINGS.map((reading) => ({ direction, reading }))))(
    "numbers lie on no node, on nothing that is written and not on one another: %j",
    ({ direction, reading }) => {
      const scene = layout(layoutRequest(graph, ALL_OPEN, direction, reading, true));
      const writing = writingIn(graph, scene);
      const places = placeNumbers(scene, numbers, writing, []);
      const boxes = [...places.values()];
      const nodes = [...[...scene.tensors, ...scene.ops].map(({ box }) => box), ...writing];
      for (const [index, box] of boxes.entries()) {
        expect(nodes.some((other) => overlap(box, other))).toBe(false);
        expect(boxes.slice(index + 1).some((other) => overlap(box, other))).toBe(false);
      }
      const drawn = scene.routes.filter(({ key }) => numbers.has(key));
      expect(places.size).toBeGreaterThanOrEqual(Math.floor(drawn.length * 0.8));
    },
  );

  test("each has room before its op where they are asked for, and none where not", () => {
    const { width } = roomForNumbers(graph);
    const asked = layoutRequest(graph, ALL_OPEN, "left-right", "full", true);
    expect(asked.edgeRoom.main).toBe(width);
    expect(layoutRequest(graph, ALL_OPEN, "left-right").edgeRoom).toEqual({ main: 0, cross: 0 });
    expect(layout(asked).width).toBeGreaterThanOrEqual(
      layout(layoutRequest(graph, ALL_OPEN, "left-right")).width,
    );
  });
});

test("the slots of an op are told apart", () => {
  const graph = graphOf("recurrent");
  const ops = new Set(graph.document.ops.flatMap(({ id, op }) => (op === "matmul" ? [id] : [])));
  const scene = layout(layoutRequest(graph, ALL_OPEN, "left-right"));
  const into = edgesInto(scene, ops);
  expect([...into.keys()].toSorted()).toEqual([...ops].toSorted());
  for (const [id, routes] of into) {
    const slots = placeSlots(routes, scene);
    const [first, second] = [slots.get(`${id}:0:in`), slots.get(`${id}:1:in`)];
    if (!first || !second) throw new Error(`${id} has no slots`);
    expect(Math.hypot(first.x - second.x, first.y - second.y)).toBeGreaterThan(9);
    for (const { box } of scene.ops)
      expect(overlap({ x: first.x, y: first.y, width: 1, height: 1 }, box)).toBe(false);
  }
});

test("of very many edges into one op every slot stands close before the op", () => {
  const scene = layout(layoutRequest(graphOf("recurrent"), ALL_OPEN, "left-right"));
  const end = { x: 600, y: 10_000 };
  const routes = Array.from({ length: 2_000 }, (_, slot): Route => {
    const points = [{ x: 0, y: 10 * slot }, end];
    return {
      key: `stack:${slot}:in`,
      op: "stack",
      slot,
      tensor: `t${slot}`,
      direction: "in",
      points,
    };
  });
  const slots = placeSlots(routes, scene);
  expect(slots.size).toBe(routes.length);
  for (const { x, y } of slots.values()) expect(Math.hypot(x - end.x, y - end.y)).toBeLessThan(20);
});
