import { describe, expect, test } from "vitest";
import { blockedIn } from "./blocked.ts";
import { narrateEnd } from "./conclusion.ts";
import { buildDocument, type Spec } from "./fixtures/build.ts";
import { documentOf, graphOf } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";

/** f = sin(w) · z + v, with z = 0: nothing gets back to w through the product. */
const stopped: Spec = {
  leaves: [
    { id: "w", value: 2, role: "parameter" },
    { id: "z", value: 0, role: "input" },
    { id: "v", value: 1, role: "parameter" },
  ],
  ops: [
    { op: "sin", inputs: ["w"], output: "a" },
    { op: "mul", inputs: ["a", "z"], output: "b" },
    { op: "add", inputs: ["b", "v"], output: "f" },
  ],
  outputs: ["f"],
};

describe("where gradients end", () => {
  test("is where something still came to, behind which all is 0", () => {
    const { leaves, ops } = blockedIn(indexDocument(buildDocument(stopped)), 1);
    expect(leaves).toEqual(["w"]);
    expect(ops.map(({ id }) => id)).toEqual(["b:mul"]);
  });

  test("is told at the end", () => {
    expect(narrateEnd(indexDocument(buildDocument(stopped)))).toBe(
      "f is 1; the gradient of w is 0, since the product sends back only zeros.",
    );
  });

  test("is told of inputs where no parameter is concerned, and of nothing where all get something", () => {
    const leaves = stopped.leaves.map((leaf) => ({ ...leaf, role: "input" as const }));
    const graph = indexDocument(buildDocument({ ...stopped, leaves }));
    expect(blockedIn(graph, 1).leaves).toEqual(["w"]);
    expect(blockedIn(graphOf("network"), 1)).toEqual({ leaves: [], ops: [] });
  });

  test("is nowhere known of a gradient that has not all its elements here and spans more than 0", () => {
    const document = buildDocument(stopped);
    const gradients = document.passes[1]?.gradients ?? {};
    const summary = { min: 0, max: 0, mean: 0, std: 0, nan: 0, inf: 0, zero: 300 };
    const thumbnail = { shape: [1, 1], data: [0] };
    Object.assign(gradients, { w: { shape: [300], summary, thumbnail } });
    expect(blockedIn(indexDocument(document), 1).leaves).toEqual(["w"]);
    Object.assign(gradients, { w: { shape: [300], summary: { ...summary, max: 1 }, thumbnail } });
    expect(blockedIn(indexDocument(document), 1).leaves).toEqual([]);
  });
});

describe("what training has brought", () => {
  test("is told beside the first loss", () => {
    expect(narrateEnd(graphOf("training"))).toBe(
      "loss is 3.31; in the first of 3 backward passes it was 8.5.",
    );
  });

  test("is not told where the passes start at different things", () => {
    const document = structuredClone(documentOf("training"));
    const first = document.passes.find(({ mode }) => mode === "reverse");
    Object.assign(first ?? {}, { output: "w" });
    expect(narrateEnd(indexDocument(document))).toBe("loss is 3.31.");
  });
});
