import { describe, expect, test } from "vitest";
import { graphOf, PROGRAMS } from "./fixtures/read.ts";
import { ALL_OPEN, foldAll, hiddenBy } from "./folding.ts";
import { layout } from "./layout/layout.ts";
import { layoutRequest } from "./layout/request.ts";
import { leftOut } from "./shorthand.ts";

describe.each(PROGRAMS)("the shorthand of %s", (program) => {
  const graph = graphOf(program);
  const out = leftOut(graph, "shorthand");
  const tensors = new Set([...out.values()].map(({ tensor }) => tensor));

  test("leaves out what is unnamed, made by an op and used once, and nothing else", () => {
    const ends = new Set(graph.document.passes.map(({ output }) => output));
    for (const { id, label, role, source } of graph.tensors.values()) {
      const passing = !label && source != null && role === undefined && !ends.has(id);
      expect(tensors.has(id)).toBe(passing && graph.consumers.get(id)?.length === 1);
    }
  });

  test.each(["open", "folded"])("leads from op to op, %s", (state) => {
    const folding = state === "open" ? ALL_OPEN : foldAll(graph);
    const full = layout(layoutRequest(graph, folding, "left-right"));
    const scene = layout(layoutRequest(graph, folding, "left-right", "shorthand"));
    const kept = full.tensors.map(({ id }) => id).filter((id) => !tensors.has(id));
    expect(scene.tensors.map(({ id }) => id).toSorted()).toEqual(kept.toSorted());
    const routes = new Map(scene.routes.map((route) => [route.key, route]));
    for (const [key, { tensor, from, first }] of out) {
      const { op } = graph.edges.get(key) ?? { op: "" };
      const stand = (id: string) => hiddenBy(graph, folding, id) ?? id;
      const seen = stand(from) !== stand(op);
      expect(routes.get(key)?.tensor).toBe(seen ? tensor : undefined);
      expect(routes.get(key)?.from).toBe(seen ? from : undefined);
      expect(routes.has(first)).toBe(false);
      expect(graph.edges.get(first)?.tensor).toBe(tensor);
    }
  });

  test("of the full reading nothing is left out", () => {
    expect(leftOut(graph, "full").size).toBe(0);
    expect(leftOut(graph, "shorthand")).toBe(out);
  });
});

test("in the network W, b and x still stand beside their op, and the line stays straight", () => {
  const graph = graphOf("network");
  const scene = layout(layoutRequest(graph, ALL_OPEN, "left-right", "shorthand"));
  const full = layout(layoutRequest(graph, ALL_OPEN, "left-right"));
  expect(scene.width).toBeLessThan(full.width);
  const middles = scene.ops.map(({ box }) => Math.round(box.y + box.height / 2));
  expect(new Set(middles).size).toBe(1);
});
