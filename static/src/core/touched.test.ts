import { describe, expect, test } from "vitest";
import { graphOf, type Program } from "./fixtures/read.ts";
import { type Frame, frame } from "./frame.ts";
import type { Graph } from "./graph.ts";
import { touched } from "./touched.ts";

/** The tensors and ops that two frames show in different states. */
function differing(one: Frame, other: Frame): string[] {
  const seen = (state: unknown): string => JSON.stringify(state);
  return [
    ...[...one.tensors].filter(([id, state]) => seen(state) !== seen(other.tensors.get(id))),
    ...[...one.ops].filter(([id, state]) => state !== other.ops.get(id)),
  ].map(([id]) => id);
}

function pairs(graph: Graph): [number, number][] {
  const last = graph.document.steps.length;
  const rows = Array.from({ length: last + 1 }, (_, row) => row);
  return rows.flatMap((row) =>
    [0, 1, 2, 7].flatMap((far): [number, number][] =>
      row + far <= last ? [[row, row + far]] : [],
    ),
  );
}

const programs: Program[] = ["square", "network", "several", "fan-out", "training"];

describe.each(programs)("what is touched in %s", (program) => {
  const graph = graphOf(program);

  test.each([
    [0, 0],
    [0.5, 0.1],
    [1, 0],
  ])("holds whatever differs between t = %d and t = %d", (from, to) => {
    for (const [first, last] of pairs(graph)) {
      const [before, after] = [frame(graph, first, from), frame(graph, last, to)];
      const found = touched(graph, before, after);
      if (found === null) continue;
      const missed = differing(before, after).filter((id) => !found.nodes.has(id));
      expect(missed, `rows ${first} to ${last}`).toEqual([]);
      expect(touched(graph, after, before)).toEqual(found);
    }
  });

  test("a step touches little", () => {
    const sizes = graph.document.steps.map((_, row) => {
      const one = frame(graph, row, 0.5);
      return touched(graph, one, { ...one, step: row })?.nodes.size ?? 0;
    });
    expect(Math.max(...sizes)).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeLessThan(graph.tensors.size + graph.ops.size);
  });
});

test("only what acts meanwhile has something on its edges", () => {
  const graph = graphOf("square");
  const acting = (row: number): unknown =>
    touched(graph, frame(graph, row, 0), frame(graph, row, 1))?.acting;
  expect(acting(0)).toEqual(new Set());
  expect(acting(1)).toEqual(new Set(["mul"]));
});

test("the beginning of a pass touches all that it reaches", () => {
  const graph = graphOf("network");
  const { start = 0, arrivals = new Map<string, never>() } = graph.passes.get(1) ?? {};
  const found = touched(graph, frame(graph, start - 1, 0), frame(graph, start, 0));
  expect(arrivals.size).toBeGreaterThan(10);
  for (const tensor of arrivals.keys()) expect(found?.nodes).toContain(tensor);
  expect(
    touched(graph, frame(graph, start, 0), frame(graph, start + 1, 0))?.nodes.size,
  ).toBeLessThan(5);
});

test("another pass touches what it and the one before reach, and no third", () => {
  const graph = graphOf("training");
  const passes = [...graph.passes.values()].filter(({ pass }) => pass.mode === "reverse");
  const [first, second, third] = passes;
  const between = touched(
    graph,
    frame(graph, second?.start ?? 0, 0),
    frame(graph, third?.start ?? 0, 0),
  );
  const of = (one: typeof first) => [...(one?.fires.keys() ?? [])];
  expect(of(first).length).toBeGreaterThan(3);
  for (const op of [...of(second), ...of(third)]) expect(between?.acting).toContain(op);
  for (const op of of(first)) expect(between?.acting).not.toContain(op);
});
