import { expect, test } from "vitest";
import { graphOf } from "../fixtures/read.ts";
import { ALL_OPEN, foldAll } from "../folding.ts";
import { isLastVersion } from "../graph.ts";
import { pointOnRoute } from "./curve.ts";
import { boxOf, layout } from "./layout.ts";
import { nodesIn } from "./nearby.ts";
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
      for (const [id, point] of [[from, points[0]] as const, [to, points.at(-1)] as const]) {
        const box = boxOf(scene, id) ?? { x: 0, y: 0, width: 0, height: 0 };
        const { x, y } = point ?? { x: Number.NaN, y: Number.NaN };
        expect(x).toBeGreaterThanOrEqual(box.x);
        expect(x).toBeLessThanOrEqual(box.x + box.width);
        expect(y).toBeGreaterThanOrEqual(box.y);
        expect(y).toBeLessThanOrEqual(box.y + box.height);
      }
  },
);

test.each(["left-right", "bottom-top"] as const)(
  "the last version stands behind the round that made it, and its line over nothing, %s",
  (direction) => {
    const scene = layout(layoutRequest(graph, ALL_OPEN, direction));
    const lasts = graph.document.tensors.filter(({ id }) => isLastVersion(graph, id));
    expect(lasts.length).toBeGreaterThan(0);
    expect(scene.updates.map(({ to }) => to)).toEqual(lasts.map(({ id }) => id));
    for (const { from, to, points } of scene.updates) {
      const [round, last] = [graph.homes.get(from) ?? "", boxOf(scene, to)];
      const region = boxOf(scene, round);
      if (!region || !last) throw new Error("the fixture has changed");
      if (direction === "left-right")
        expect(last.x).toBeGreaterThanOrEqual(region.x + region.width);
      else expect(last.y + last.height).toBeLessThanOrEqual(region.y);
      for (let step = 1; step < 40; step++) {
        const { x, y } = pointOnRoute({ points }, direction, step / 40);
        const over = nodesIn(scene, { x, y, width: 0, height: 0 }).map(({ id }) => id);
        expect(over.filter((id) => id !== from && id !== to)).toEqual([]);
      }
    }
  },
);

test("of a version that is folded away the line leaves its round", () => {
  const scene = layout(layoutRequest(graph, foldAll(graph), "left-right"));
  const drawn = new Set(scene.tensors.map(({ id }) => id));
  const lines = updateLines(graph, scene);
  expect(lines.length).toBeGreaterThan(0);
  for (const { from, to, points } of lines) {
    const { x, width } = boxOf(scene, graph.homes.get(from) ?? "") ?? { x: 0, width: 0 };
    expect([drawn.has(from), drawn.has(to)]).toEqual([false, true]);
    expect(points[0]?.x).toBeCloseTo(x + width);
  }
});
