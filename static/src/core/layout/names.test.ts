import { describe, expect, test } from "vitest";
import { graphOf } from "../fixtures/read.ts";
import { bodies, DIRECTIONS, overlap, sceneOf } from "../fixtures/scenes.ts";
import { ALL_OPEN } from "../folding.ts";
import type { Graph } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { layout } from "./layout.ts";
import { layoutRequest } from "./request.ts";
import { openGraph } from "../scalar/opening.ts";
import type { Box, Placed, Scene } from "./scene.ts";

const SCALARS = openGraph(graphOf("opened"), "all");

/** Where the name of a tensor is written, about as wide as its letters are; null where it is not. */
function nameBox(graph: Graph, scene: Scene, { id, box }: Placed): Box | null {
  const { name } = measureTensor(graph, id, scene.direction);
  if (name === null || name.quiet) return null;
  const [letter, size] = name.math ? [6.5, 12] : [6.6, 9];
  const below = Array.from(name.text).filter((mark) => /[₀-₉]/u.test(mark)).length;
  const width = (name.text.length - below) * letter + below * 5;
  const start = name.align === "middle" ? name.x - width / 2 : name.x - width;
  return { x: box.x + start, y: box.y + name.y - size, width, height: size };
}

describe.each(DIRECTIONS)("names of elements, reading %s", (direction) => {
  const scene = sceneOf(SCALARS, ALL_OPEN, direction);
  const all = bodies(SCALARS, scene);
  const names = scene.tensors.flatMap((placed) => {
    const box = nameBox(SCALARS, scene, placed);
    return box ? [{ id: placed.id, box }] : [];
  });

  test("each lies on nothing, no other name included", () => {
    expect(names.length).toBeGreaterThan(40);
    for (const [index, { id, box }] of names.entries()) {
      for (const [other, body] of all)
        if (overlap(box, body)) expect.unreachable(`the name of ${id} lies on ${other}`);
      for (const other of names.slice(index + 1))
        if (overlap(box, other.box)) expect.unreachable(`the name of ${id} lies on ${other.id}'s`);
    }
  });

  test("none is cut: where a tensor's name is long its elements are called by their index", () => {
    for (const { id } of names)
      expect(measureTensor(SCALARS, id, direction).name?.text).not.toContain("…");
    const textOf = (id: string) => measureTensor(SCALARS, id, direction).name?.text;
    expect(textOf("W[1,0]")).toBe("W₁₀");
    expect(textOf("model/h:add.out[2]")).toBe("[2]");
  });
});

test("ops between elements that stand like bricks are apart, however long their symbols are", () => {
  const request = layoutRequest(SCALARS, ALL_OPEN, "bottom-top");
  for (const node of request.nodes)
    if (node.kind === "op") Object.assign(node, { cross: 90, anchor: 45, bodyEnd: 90 });
  const scene = layout(request);
  for (const [index, { id, box }] of scene.ops.entries())
    for (const other of scene.ops.slice(index + 1))
      if (overlap(box, other.box)) expect.unreachable(`${id} lies on ${other.id}`);
});
