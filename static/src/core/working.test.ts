import { describe, expect, test } from "vitest";
import { graphOf, PROGRAMS } from "./fixtures/read.ts";
import { contributionOf, type Graph, isFull } from "./graph.ts";
import { toNumber } from "./number.ts";
import { workingOf } from "./working.ts";

/** Every contribution of a program that is a sum of products with all its terms written out. */
function sums(graph: Graph) {
  return graph.document.steps.flatMap(([pass, kind, op, , slot]) => {
    const node = graph.ops.get(op ?? "");
    if (kind !== "contribution" || node === undefined || slot === null) return [];
    const working = workingOf(graph, pass, node, slot);
    const sent = contributionOf(graph, pass, node.id, slot);
    if (working?.kind !== "sum" || working.count > working.products.length) return [];
    const terms = working.products.map((numbers) =>
      numbers.map(toNumber).reduce((product, factor) => product * factor, 1),
    );
    const sum = terms.reduce((total, term) => total + term, 0);
    return [{ op: node.op, sum, sent: sent && isFull(sent) ? toNumber(sent.data[0] ?? 0) : NaN }];
  });
}

test("written sums are what was sent, of matrices, means and broadcast operands", () => {
  const all = PROGRAMS.flatMap((program) => sums(graphOf(program)));
  for (const { sum, sent } of all) expect(sum).toBeCloseTo(sent, 12);
  expect(new Set(all.map(({ op }) => op)).size).toBeGreaterThan(1);
});

describe("an op that works element by element", () => {
  test("is fed with its inputs, its output and the output's gradient", () => {
    const square = graphOf("square");
    const product = square.ops.get("mul");
    expect(product && workingOf(square, 1, product, 0)).toEqual({
      kind: "formula",
      values: [3, 3],
      gradients: [1],
      results: [9],
    });
  });

  test("of tensors shows its first element", () => {
    const network = graphOf("network");
    const sigmoid = network.document.ops.find(({ op }) => op === "sigmoid");
    const working = sigmoid && workingOf(network, 1, sigmoid, 0);
    const [k, h] = [sigmoid?.inputs[0] ?? "", sigmoid?.outputs[0] ?? ""];
    const first = (id: string) => {
      const value = network.tensors.get(id)?.value;
      return value && isFull(value) ? value.data[0] : undefined;
    };
    expect(working).toMatchObject({ kind: "formula", values: [first(k)], results: [first(h)] });
  });
});

test("where no numbers travel there is nothing to write", () => {
  const square = graphOf("square");
  const product = square.ops.get("mul");
  expect(product && workingOf(square, 0, product, 0)).toBeNull();
});
