import { expect, test } from "vitest";
import { graphOf } from "../fixtures/read.ts";
import { nodesByLine } from "./lines.ts";

test("a line leads to the leaves that it gives and to the ops that it runs", () => {
  const graph = graphOf("fan-out");
  const lines = [...nodesByLine(graph)].toSorted(([a], [b]) => a - b);
  const ids = lines.flatMap(([, nodes]) => nodes);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining([...graph.ops.keys()]));
  for (const [line, nodes] of lines)
    for (const id of nodes)
      expect((graph.ops.get(id) ?? graph.tensors.get(id))?.span?.line).toBe(line);
});

test("a number in an expression is no place to go to", () => {
  const graph = graphOf("square");
  const constants = graph.document.tensors.filter(
    ({ role, label }) => role === "constant" && !label,
  );
  const ids = [...nodesByLine(graph).values()].flat();
  for (const { id } of constants) expect(ids).not.toContain(id);
});
