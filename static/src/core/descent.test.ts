import { describe, expect, it } from "vitest";
import { descend, type Descent, isWritten, tellDescent } from "./descent.ts";
import type { GraphDocument, Num } from "./document.ts";
import { buildDocument, type Spec } from "./fixtures/build.ts";
import { graphOf } from "./fixtures/read.ts";
import { type Graph, indexDocument } from "./graph.ts";

const END = { step: Infinity, t: 0 };

/** loss = w · x + b, which is −1 · 3 + 0.5. */
const LINE: Spec = {
  leaves: [
    { id: "w", value: -1 },
    { id: "x", value: 3 },
    { id: "b", value: 0.5 },
    { id: "loose", value: 7 },
  ],
  ops: [
    { op: "mul", inputs: ["w", "x"], output: "k" },
    { op: "add", inputs: ["k", "b"], output: "loss" },
  ],
  outputs: ["loss"],
};

const line = (change: Partial<Spec> = {}): Graph =>
  indexDocument(buildDocument({ ...LINE, ...change }));

/** The line with another number as the gradient of w. */
function withSlope(slope: Num): Graph {
  const document: GraphDocument = buildDocument(LINE);
  const [forward, backward] = document.passes as [
    GraphDocument["passes"][0],
    GraphDocument["passes"][0],
  ];
  const gradients = { ...backward.gradients, w: { shape: [], data: [slope] } };
  return indexDocument({ ...document, passes: [forward, { ...backward, gradients }] });
}

const taken = (graph: Graph, ids: string[], rate = 0.1): Descent => {
  const step = descend(graph, END, ids, rate);
  if (typeof step === "string") throw new Error(step);
  return step;
};

describe("a step against the gradient", () => {
  it("moves what it is told to move, and foretells where the loss would be on a straight line", () => {
    const step = taken(line(), ["w", "b", "loose"]);
    expect([...step.values]).toEqual([
      ["w", [-1 - 0.1 * 3]],
      ["b", [0.5 - 0.1]],
    ]);
    expect(step.loss).toEqual({ tensor: "loss", name: "loss", value: -2.5 });
    expect(step.foretold).toBeCloseTo(-2.5 - 0.1 * (9 + 1), 12);
  });

  it("moves every element of a tensor by the engine's own numbers", () => {
    const graph = graphOf("network");
    const { gradients = {} } = graph.passes.get(1)?.pass ?? {};
    const [value, gradient] = [graph.tensors.get("W")?.value, gradients["W"]];
    const numbers = (array: unknown) => (array as { data: number[] }).data;
    expect(taken(graph, ["W"], 0.5).values.get("W")).toEqual(
      numbers(value).map((one, k) => one - 0.5 * (numbers(gradient)[k] as number)),
    );
  });

  it("waits for gradients that are not computed at the present step", () => {
    const graph = line();
    const arrived = graph.document.steps.findIndex(
      ([, kind, , tensor]) => kind === "contribution" && tensor === "b",
    );
    expect(descend(graph, { step: arrived, t: 0 }, ["b"], 0.1)).toMatch("not computed yet");
    expect(descend(graph, { step: arrived, t: 1 }, ["b"], 0.1)).toHaveProperty("values");
    expect(descend(graph, { step: arrived, t: 1 }, ["b", "w"], 0.1)).toMatch("not computed yet");
  });

  it.each([
    ["no backward pass", line({ outputs: [] }), ["w"], "There is no gradient"],
    ["several", line({ outputs: ["k", "loss"] }), ["w"], "2 backward passes"],
    ["several of a loop", graphOf("training"), ["w"], "3 backward passes"],
    ["nothing that it reaches", line(), ["loose"], "No gradient of loss reaches"],
    ["NaN", withSlope("NaN"), ["w"], "The gradient of w holds NaN"],
    ["infinity", withSlope("-Infinity"), ["w"], "The gradient of w is infinite"],
    ["overflow", withSlope(1e308), ["w"], "beyond the largest float64", 1e9],
    ["zero", withSlope(0), ["w"], "Every gradient is 0"],
  ])("is refused for %s, with the reason", (_, graph, ids, reason, rate = 0.1) => {
    expect(descend(graph, END, ids, rate)).toMatch(reason);
  });

  it("is refused where the output is no single number", () => {
    const document = buildDocument({ ...LINE, outputs: [] });
    const tensors = document.tensors.map((one) =>
      one.id === "loss" ? { ...one, shape: [3] } : one,
    );
    const graph = indexDocument({ ...document, tensors, output: "loss" });
    expect(descend(graph, END, ["w"], 0.1)).toMatch("loss has the shape 3. Reduce it");
  });
});

describe("what came of a step", () => {
  const step = taken(line(), ["b"]);
  it.each([
    [-2.59, "loss −2.5 → −2.59. The slopes foretold −2.6."],
    [
      3,
      "loss −2.5 → 3: it grew, since the step went farther than the slopes hold. Try a smaller rate.",
    ],
    ["NaN" as Num, "loss −2.5 → NaN: the step went too far. Undo it, and try a smaller rate."],
  ])("is told: %s", (after, told) => {
    expect(tellDescent(step, after)).toBe(told);
  });

  it("has nothing foretold from a loss that was NaN", () => {
    const lost = { ...step, loss: { ...step.loss, value: Number.NaN }, foretold: Number.NaN };
    expect(tellDescent(lost, 1)).toBe("loss NaN → 1.");
  });
});

describe("numbers that a program writes, and others", () => {
  const written = (text: string): boolean => {
    const document = buildDocument(LINE);
    const span = { line: 1, column: 0, end_line: 1, end_column: text.length };
    const tensors = document.tensors.map((one) => ({ ...one, span }));
    return isWritten(indexDocument({ ...document, source: text, tensors }), "w");
  };
  it.each([
    ["param([[0.1, -2e3], [1_0, 4]])", true],
    ["nn.Parameter(torch.tensor([1.0], requires_grad=True))", true],
    ["2.5", true],
    ["param(randn(3, 2))", false],
    ["nn.Linear(2, 3)", false],
  ])("%s", (text, is) => expect(written(text)).toBe(is));
});
