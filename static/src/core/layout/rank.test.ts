import { describe, expect, test } from "vitest";
import { rankLevel } from "./rank.ts";
import type { Level, LevelKind } from "./structure.ts";

/**
 * A level from "a>b" pairs; names starting with "<" or ">" are ports, with "~"
 * passing results, with "!" last versions.
 */
function ranks(...pairs: string[]): Record<string, number> {
  const names = [...new Set(pairs.flatMap((pair) => pair.split("-")))];
  const kindOf = (name: string): LevelKind =>
    name.startsWith("<") ? "source" : name.startsWith(">") ? "sink" : "tensor";
  const level: Level = {
    module: "",
    nodes: names.map((id) => ({
      id,
      kind: kindOf(id),
      sized: null,
      satellites: [],
      passing: id.startsWith("~"),
      last: id.startsWith("!"),
    })),
    edges: pairs.map((pair) => {
      const [from = "", to = ""] = pair.split("-");
      const [start, end] = [names.indexOf(from), names.indexOf(to)];
      const update = to.startsWith("!");
      return { from: start, to: end, tensor: from, lane: 0, lanes: 1, importance: 0, update };
    }),
  };
  return Object.fromEntries(rankLevel(level).map((rank, node) => [names[node], rank]));
}

describe("columns", () => {
  test("follow the edges", () => {
    expect(ranks("a-b", "b-c")).toEqual({ a: 0, b: 1, c: 2 });
  });

  test("a join stands after the longer of its ways", () => {
    expect(ranks("a-b", "b-c", "a-c")).toEqual({ a: 0, b: 1, c: 2 });
  });

  test("the last version of a leaf stands behind everything, and moves nothing", () => {
    const before = ranks("w-f", "f-g", "g-loss");
    expect(ranks("w-f", "f-g", "g-loss", "f-!w")).toEqual({ ...before, "!w": 3 });
    expect(ranks("w-f", "w-!w", "!w-!v")).toEqual({ w: 0, f: 1, "!w": 1, "!v": 2 });
  });

  test("a leaf stands just before what uses it", () => {
    expect(ranks("a-b", "b-c", "c-d", "leaf-d")).toMatchObject({ leaf: 2, d: 3 });
  });

  test("a named result stays behind what made it, an unnamed one goes to what uses it", () => {
    expect(ranks("a-b", "b-c", "c-d", "a-op", "op-kept", "kept-d")).toMatchObject({
      op: 1,
      kept: 2,
    });
    const long = ["a-b", "b-c", "c-d", "d-e", "e-f"];
    expect(ranks(...long, "a-~op", "~op-~y", "~y-f")).toMatchObject({ "~op": 3, "~y": 4, f: 5 });
  });

  test("what nothing uses stays near what made it", () => {
    expect(ranks("a-b", "b-c", "c-d", "a-dead")).toMatchObject({ dead: 1 });
  });

  test("ports stand on the borders", () => {
    const found = ranks("<x-op", "op-y", "y->y", "<z-late", "op2-late", "y-op2", "late->w");
    expect(found["<x"]).toBe(0);
    expect(found["<z"]).toBe(0);
    expect(found[">y"]).toBe(found[">w"]);
    expect(found[">w"]).toBeGreaterThan(found.late ?? Infinity);
    expect(Math.min(found.op ?? 0, found.op2 ?? 0)).toBeGreaterThanOrEqual(1);
  });

  test("a circle is broken at its oldest node", () => {
    expect(ranks("a-m", "m-b", "b-m", "m-c")).toEqual({ a: 0, m: 1, b: 2, c: 2 });
  });

  test("of nothing are none", () => {
    expect(rankLevel({ module: "", nodes: [], edges: [] })).toEqual([]);
  });
});
