import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";
import { graphOf } from "./fixtures/read.ts";
import { timelineOf } from "./timeline.ts";

const square = graphOf("square");
const { stops } = timelineOf(square);

test.each([
  ["the leaves", 0, ["x"], []],
  ["the product", 1, ["mul.out"], ["mul:0:in", "mul:1:in", "mul:0:out"]],
  ["the seed", 2, ["mul.out"], []],
  ["the first contribution, for which the op fires", 3, ["x"], ["mul:0:out", "mul:0:in"]],
  ["the second contribution", 4, ["x"], ["mul:1:in"]],
  ["the end", 5, [], []],
] as const)("%s", (_, stop, tensors, edges) => {
  const changes = changesOf(square, stops.slice(stop, stop + 1));
  expect([...changes.tensors]).toEqual(tensors);
  expect([...changes.edges]).toEqual(edges);
});
