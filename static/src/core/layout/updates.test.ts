import { expect, test } from "vitest";
import { graphOf } from "../fixtures/read.ts";
import { ALL_OPEN, foldAll } from "../folding.ts";
import { boxOf, layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import { updateLines } from "./updates.ts";

const graph = graphOf("training");

test.each(["left-right", "bottom-top"] as const)(
  "each version is joined to the one before, reading %s",
  (direction) => {
    const scene = layout(layoutRequest(graph, ALL_OPEN, direction));
    const lines = updateLines(graph, scene);
    const later = [...graph.tensors.values()].filter(({ previous }) => previous !== undefined);
    expect(later.length).toBeGreaterThan(0);
    expect(lines.map(({ from, to }) => [from, to])).toEqual(
      scene.tensors.flatMap(({ id }) => {
        const previous = graph.tensors.get(id)?.previous;
        return previous === undefined ? [] : [[previous, id]];
      }),
    );
    expect(lines).toHaveLength(later.length);
    for (const { from, to, points } of lines)
      for (const [id, point] of [[from, points[0]] as const, [to, points[3]] as const]) {
        const box = boxOf(scene, id) ?? { x: 0, y: 0, width: 0, height: 0 };
        expect(point.x).toBeGreaterThanOrEqual(box.x);
        expect(point.x).toBeLessThanOrEqual(box.x + box.width);
        expect(point.y).toBeGreaterThanOrEqual(box.y);
        expect(point.y).toBeLessThanOrEqual(box.y + box.height);
      }
  },
);

test("a version that is folded away is joined to nothing", () => {
  const scene = layout(layoutRequest(graph, foldAll(graph), "left-right"));
  const drawn = new Set(scene.tensors.map(({ id }) => id));
  for (const { from, to } of updateLines(graph, scene))
    expect(drawn.has(from) && drawn.has(to)).toBe(true);
});
