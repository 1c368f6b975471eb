import { describe, expect, test } from "vitest";
import { documentOf, graphOf } from "../fixtures/read.ts";
import { ALL_OPEN, foldAll } from "../folding.ts";
import { displayName, indexDocument, isLastVersion } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { pointOnRoute } from "./curve.ts";
import { boxOf, layout } from "./layout.ts";
import { nodesIn, overlaps } from "./nearby.ts";
import { layoutRequest } from "./request.ts";
import type { Point } from "./scene.ts";
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

describe.each(["left-right", "bottom-top"] as const)(
  "rounds in a grid, reading %s",
  (direction) => {
    const rounds = graphOf("rounds");
    const scene = layout(layoutRequest(rounds, ALL_OPEN, direction));
    const lines = updateLines(rounds, scene);

    const bodiesAt = (at: Point): string[] =>
      nodesIn(scene, { ...at, width: 0, height: 0 }).flatMap(({ id, box }) => {
        if (!rounds.tensors.has(id)) return [id];
        const { body } = measureTensor(rounds, id, direction);
        const [x, y] = [at.x - box.x - body.x, at.y - box.y - body.y];
        return x >= 0 && x <= body.width && y >= 0 && y <= body.height ? [id] : [];
      });

    test("no dashed line passes over a node that is not at its end", () => {
      expect(lines).toHaveLength(14);
      for (const { from, to, path } of lines)
        for (const { x, y } of pointsOn(path)) {
          const over = nodesIn(scene, { x, y, width: 0, height: 0 }).map(({ id }) => id);
          expect(over.filter((id) => id !== from && id !== to)).toEqual([]);
        }
    });

    test("where none can be drawn each end names the other, on nothing that stands there", () => {
      const apart = lines.filter(({ words }) => words.length === 2);
      expect(apart.length).toBeGreaterThan(0);
      expect(apart.length).toBeLessThan(lines.length);
      for (const { from, to, words } of apart) {
        expect(words.map(({ text }) => text)).toEqual([
          `→ ${displayName(rounds, to)}`,
          `${displayName(rounds, from)} →`,
        ]);
        for (const { at } of words) expect(bodiesAt(at)).toEqual([]);
      }
      for (const { words } of lines.filter((line) => !apart.includes(line)))
        expect(words.map(({ text }) => text)).toEqual(["update"]);
    });
  },
);

test("from version to version far below, the line passes over no long name of its ends", () => {
  const document = structuredClone(documentOf("training"));
  const leaf = document.tensors.find(({ previous }) => previous !== undefined);
  for (const one of document.tensors) if (one.role === "parameter") one.label = "a_long_name";
  const trained = indexDocument(document);
  const [from, to] = [leaf?.previous ?? "", leaf?.id ?? ""];
  const placed = (id: string, y: number) => {
    const { width, height } = measureTensor(trained, id, "left-right");
    return { id, box: { x: 100, y, width, height } };
  };
  const ends = [placed(from, 0), placed(to, 900)];
  const scene = layout(layoutRequest(graph, ALL_OPEN, "left-right"));
  const alone = { ...scene, tensors: ends, ops: [], regions: [], continued: [], updates: [] };
  const [line] = updateLines(trained, alone);
  expect(pointsOn(line?.path ?? "").length).toBeGreaterThan(0);
  for (const { x, y } of pointsOn(line?.path ?? ""))
    for (const { id, box } of ends) {
      const { body } = measureTensor(trained, id, "left-right");
      const name = { ...box, height: body.y - 6 };
      expect(overlaps({ x, y, width: 0.1, height: 0.1 }, name)).toBe(false);
    }
});

/** Points on path data of lines and cubic curves. */
function pointsOn(path: string): Point[] {
  const points: Point[] = [];
  let last: Point = { x: 0, y: 0 };
  for (const [, kind, text] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const numbers = (text ?? "")
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const corners = Array.from({ length: numbers.length / 2 }, (_, index) => ({
      x: numbers[2 * index] as number,
      y: numbers[2 * index + 1] as number,
    }));
    const end = corners.at(-1) as Point;
    const [b, c] = kind === "C" ? (corners as [Point, Point]) : [last, end];
    for (let step = 1; kind !== "M" && step < 40; step++) {
      const [t, u] = [step / 40, 1 - step / 40];
      const weigh = (axis: "x" | "y") =>
        u ** 3 * last[axis] +
        3 * u * u * t * b[axis] +
        3 * u * t * t * c[axis] +
        t ** 3 * end[axis];
      points.push({ x: weigh("x"), y: weigh("y") });
    }
    last = end;
  }
  return points;
}
