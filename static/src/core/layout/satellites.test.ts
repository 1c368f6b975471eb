import { expect, test } from "vitest";
import type { SizedNode } from "./request.ts";
import { gather } from "./satellites.ts";

function node(id: string, main: number, overhang = 0): SizedNode {
  const sides = { anchor: 20, inset: 0, bodyStart: 0, bodyEnd: 40, passing: false };
  return { id, kind: "tensor", home: "", main, cross: 40, overhang, leaf: "parameter", ...sides };
}

test("names that reach beyond leaves beside one op lie apart", () => {
  for (const [one, other] of [
    [0, 0],
    [16, 0],
    [16, 16],
  ] as const) {
    const leaves = [node("weight", 80, one), node("bias", 44, other)];
    const { main, places } = gather({ ...node("conv", 34), kind: "op" }, leaves, 0);
    const [first, second] = places.map((place) => place.main) as [number, number];
    expect(second - other).toBeGreaterThan(first + 80 + one);
    expect(main).toBe(second + 44);
  }
});
