import { describe, expect, test } from "vitest";
import { buildDocument, type OpSpec, randomSpec, type Spec } from "./fixtures/build.ts";
import { graphOf } from "./fixtures/read.ts";
import { type Graph, indexDocument, isFull } from "./graph.ts";
import { toNumber } from "./number.ts";
import { MOST_LISTED, obstacleText, pathsOf } from "./paths.ts";

const SLOPES: Record<string, (values: number[], slot: number) => number> = {
  add: () => 1,
  mul: ([a = 0, b = 0], slot) => (slot === 0 ? b : a),
  neg: () => -1,
  sin: ([a = 0]) => Math.cos(a),
};

/** With the local derivatives that the engine would send. */
function graphFrom(spec: Spec): Graph {
  const document = buildDocument(spec);
  const valueOf = (id: string): number => {
    const value = document.tensors.find((tensor) => tensor.id === id)?.value;
    return value && isFull(value) ? toNumber(value.data[0] ?? Number.NaN) : Number.NaN;
  };
  for (const edge of document.edges) {
    const op = document.ops.find(({ id }) => id === edge.op);
    if (edge.direction === "out" || !op) continue;
    const slope = SLOPES[op.op]?.(op.inputs.map(valueOf), edge.slot) ?? Number.NaN;
    edge.local = { shape: [], data: [slope] };
  }
  return indexDocument(document);
}

function gradientOf(graph: Graph, id: string): number {
  const gradient = graph.document.passes[1]?.gradients?.[id];
  return gradient && isFull(gradient) ? toNumber(gradient.data[0] ?? Number.NaN) : Number.NaN;
}

describe("on random programs", () => {
  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "the products sum to the gradient: %i",
    (seed) => {
      const graph = graphFrom(randomSpec(seed, 4 + (seed % 9)));
      let reached = 0;
      for (const { id } of graph.document.tensors) {
        const paths = pathsOf(graph, 1, id);
        if (!paths || paths.count === 0n) {
          expect(gradientOf(graph, id)).toBeNaN();
          continue;
        }
        reached++;
        const gradient = gradientOf(graph, id);
        expect(toNumber(paths.sum ?? "NaN")).toBeCloseTo(gradient, 9);
        expect(paths.listed).toHaveLength(Math.min(Number(paths.count), MOST_LISTED));
        if (paths.count > BigInt(MOST_LISTED)) continue;
        const sum = paths.listed.reduce((all, { product }) => all + toNumber(product ?? "NaN"), 0);
        expect(sum).toBeCloseTo(gradient, 9);
        const texts = paths.listed.map(({ steps }) =>
          steps.map(({ op, slot }) => `${op}:${slot}`).join(),
        );
        expect(new Set(texts).size).toBe(texts.length);
      }
      expect(reached).toBeGreaterThan(0);
    },
  );
});

describe("paths", () => {
  /** Each op adds what came before to itself: twice as many paths as before. */
  const doubling = (times: number): Spec => ({
    leaves: [{ id: "a0", value: 1 }],
    ops: Array.from({ length: times }, (_, at): OpSpec => ({
      op: "add",
      inputs: [`a${at}`, `a${at}`],
      output: `a${at + 1}`,
    })),
    outputs: [`a${times}`],
  });

  test("are counted exactly where nobody could list them", () => {
    const paths = pathsOf(graphFrom(doubling(200)), 1, "a0");
    expect(paths?.count).toBe(2n ** 200n);
    expect(paths?.listed).toHaveLength(MOST_LISTED);
    expect(paths?.sum).toBe(2 ** 200);
    expect(paths?.edges.size).toBe(600);
  });

  test("lie next to those that they begin like", () => {
    const { listed = [] } = pathsOf(graphFrom(doubling(3)), 1, "a0") ?? {};
    expect(listed.map(({ shared }) => shared)).toEqual([0, 2, 1, 2, 0, 2, 1, 2]);
    for (const [at, { steps, shared }] of listed.entries()) {
      const before = listed[at - 1]?.steps ?? [];
      expect(steps.slice(0, shared)).toEqual(before.slice(0, shared));
      expect(steps[shared]).not.toEqual(before[shared]);
    }
  });

  test("from the output there is one, of no steps, with the product 1", () => {
    expect(pathsOf(graphFrom(doubling(2)), 1, "a2")).toMatchObject({
      count: 1n,
      listed: [{ steps: [], shared: 0, product: 1 }],
      sum: 1,
      obstacle: null,
    });
  });

  test("lead nowhere in a forward pass", () => {
    expect(pathsOf(graphFrom(doubling(2)), 0, "a0")).toBeNull();
  });

  test("through an output that goes on end where the pass started", () => {
    const spec = doubling(3);
    spec.outputs = ["a2"];
    expect(pathsOf(graphFrom(spec), 1, "a0")?.count).toBe(4n);
    expect(pathsOf(graphFrom(spec), 1, "a3")?.count).toBe(0n);
  });
});

describe("where an op is not elementwise", () => {
  const network = graphOf("network");

  test("paths are listed without products, and a sentence says why", () => {
    const last = network.document.passes.length - 1;
    const parameter = network.document.tensors.find(({ role }) => role === "parameter");
    const paths = pathsOf(network, last, parameter?.id ?? "");
    expect(paths?.count).toBeGreaterThan(0n);
    expect(paths?.sum).toBeNull();
    expect(paths?.listed[0]?.product).toBeNull();
    if (!paths?.obstacle) throw new Error("nothing stands in the way");
    expect(obstacleText(network, paths.obstacle)).toContain("single number");
  });
});
