import { describe, expect, test } from "vitest";
import { buildDocument } from "./fixtures/build.ts";
import { documentOf, graphOf } from "./fixtures/read.ts";
import {
  ancestors,
  arrivalsOf,
  contributionOf,
  displayName,
  type Graph,
  indexDocument,
  isInside,
  isLastVersion,
  isReached,
  isReachedIn,
  isUnused,
  sourceText,
  versionsOf,
} from "./graph.ts";

const network = graphOf("network");

/** Names of what the ops make that is drawn in a module. */
function names(graph: Graph, module: string): string[] {
  return graph.document.ops
    .flatMap(({ outputs }) => outputs)
    .filter((id) => graph.homes.get(id) === module)
    .map((id) => displayName(graph, id));
}

describe("an op with several outputs", () => {
  const several = graphOf("several");

  test("has results that nothing uses", () => {
    const unused = [...several.tensors.keys()].filter((id) => isUnused(several, id));
    expect(unused).toEqual(["q", "u", "vh", "places", "right"]);
  });

  test("names those that the program does not", () => {
    const document = structuredClone(documentOf("several"));
    for (const tensor of document.tensors) if (tensor.id !== "A") delete tensor.label;
    const graph = indexDocument(document);
    expect(["q", "r", "s", "right"].map((id) => displayName(graph, id))).toEqual([
      "qr(A)[0]",
      "qr(A)[1]",
      "SVD(A)[1]",
      "split(A, 2, axis=1)[1]",
    ]);
  });
});

test("a leaf has versions, of which the last one may wait for its use", () => {
  const training = graphOf("training");
  expect(versionsOf(training, "w'2")).toEqual(["w", "w'1", "w'2"]);
  expect(versionsOf(training, "loss")).toEqual(["loss"]);
  const last = [...training.tensors.keys()].filter((id) => isLastVersion(training, id));
  expect(last).toEqual(["w'3", "v'3"]);
});

describe("look-ups", () => {
  test("edges by their key, consumers by their tensor, in document order", () => {
    const square = graphOf("square");
    expect(square.edges.get("mul:1:in")).toMatchObject({ tensor: "x", slot: 1 });
    expect(square.consumers.get("x")?.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(square.consumers.get("mul.out")).toBeUndefined();
  });

  test("modules as a tree", () => {
    expect(network.children.get("")).toEqual(["model"]);
    expect(network.children.get("model")).toEqual(["model/layer 1"]);
    expect(ancestors(network, "model/layer 1")).toEqual(["model/layer 1", "model"]);
    expect(ancestors(network, "")).toEqual([]);
    expect(isInside(network, "model/layer 1", "model")).toBe(true);
    expect(isInside(network, "model", "model/layer 1")).toBe(false);
    expect(isInside(network, "model", "")).toBe(true);
  });

  test("passes with what arrives where", () => {
    const square = graphOf("square");
    const pass = square.passes.get(1);
    expect(pass?.seeds.get("mul.out")).toBe(2);
    expect(pass?.start).toBe(2);
    expect(pass?.fires.get("mul")).toBe(3);
    expect(arrivalsOf(square, 1, "x")).toEqual([
      { op: "mul", slot: 0, step: 4 },
      { op: "mul", slot: 1, step: 5 },
    ]);
    expect(arrivalsOf(square, 0, "x")).toEqual([]);
    expect(contributionOf(square, 1, "mul", 1)).toEqual({ shape: [], data: [3] });
    expect(contributionOf(square, 1, "mul", 2)).toBeUndefined();
  });

  test("values: leaves at their own row, results at their op's", () => {
    const square = graphOf("square");
    expect([...square.valueSteps]).toEqual([
      ["x", 0],
      ["mul.out", 1],
    ]);
  });

  test("reached is what any backward pass comes by", () => {
    expect(isReached(network, "W")).toBe(true);
    expect(isReached(network, "loss")).toBe(true);
    expect(isReached(graphOf("composition"), "div.const")).toBe(false);
  });

  test("reached in a pass is what this one comes by", () => {
    expect([0, 1, 2].map((pass) => isReachedIn(network, pass, "W"))).toEqual([false, true, false]);
  });
});

describe("the name of a tensor", () => {
  test("is its label, else its number, else its expression", () => {
    const composition = graphOf("composition");
    expect(displayName(composition, "x")).toBe("x");
    const constant = composition.document.tensors.find(({ role }) => role === "constant");
    expect(displayName(composition, constant?.id ?? "")).toBe("2");
    expect(displayName(network, "loss:sub.out")).toBe("y − t");
    expect(displayName(network, "model/layer 1/k:matmul.out")).toBe("W @ x");
  });

  test("is put together from op and inputs where the expression is long or on several lines", () => {
    const document = structuredClone(documentOf("square"));
    document.source = "x = 3\nx * (\n  x)";
    const result = document.tensors.find(({ id }) => id === "mul.out");
    Object.assign(result ?? {}, { span: { line: 2, column: 0, end_line: 3, end_column: 4 } });
    expect(displayName(indexDocument(document), "mul.out")).toBe("x × x");
    document.source = `x = 3\n${"x + ".repeat(20)}x`;
    Object.assign(result ?? {}, { span: { line: 2, column: 0, end_line: 2, end_column: 81 } });
    expect(displayName(indexDocument(document), "mul.out")).toBe("x × x");
    document.tensors[0] = {
      ...documentOf("square").tensors[0],
      id: "x",
      shape: [],
      label: "x".repeat(20),
    };
    expect(displayName(indexDocument(document), "mul.out")).toBe("xxxxxxxx… × xxxxxxxx…");
  });

  test("within a module is what the module does, and its name for what it returns", () => {
    const module = graphOf("modules");
    expect(names(module, "m/layer1")).toEqual(["weightᵀ", "X @ weightᵀ"]);
    expect(names(module, "m").slice(0, 2)).toEqual(["layer1", "tanh(layer1)"]);
    expect(names(module, "")).toContain("m(X)");
  });

  test("tells the calls of a function apart from one expression of many ops", () => {
    const functions = graphOf("functions");
    const products = functions.document.ops.filter(({ op }) => op === "matmul");
    const outputs = products.map(({ outputs: [output = ""] }) => displayName(functions, output));
    expect(outputs).toEqual(["W @ h", "U @ x", "W @ h", "U @ x", "W @ h", "U @ x"]);
  });

  test("is the id where nothing else is known", () => {
    expect(displayName(network, "nowhere")).toBe("nowhere");
  });

  test("counts code points, as spans do", () => {
    const document = structuredClone(documentOf("square"));
    document.source = "𝒙 = 3\n𝒙 * 𝒙";
    const graph = indexDocument(document);
    expect(sourceText(graph, { line: 2, column: 0, end_line: 2, end_column: 5 })).toBe("𝒙 * 𝒙");
    expect(sourceText(graph, { line: 9, column: 0, end_line: 9, end_column: 5 })).toBe("");
    expect(sourceText(graph, undefined)).toBe("");
  });
});

describe("the module that a tensor is drawn in", () => {
  test.each([
    ["W", "model/layer 1"],
    ["V", "model"],
    ["x", ""],
    ["t", ""],
    ["model/layer 1/k", "model/layer 1"],
    ["model/layer 1/h", "model"],
    ["model/y", ""],
    ["loss", ""],
  ])("%s in %j", (tensor, home) => expect(network.homes.get(tensor)).toBe(home));

  test("an output made in a module is drawn outside it, a dead end inside", () => {
    const graph = indexDocument(
      buildDocument({
        leaves: [{ id: "x", value: 1 }],
        modules: [{ id: "f" }, { id: "g", parent: "f" }],
        ops: [
          { op: "sin", inputs: ["x"], output: "dead", module: "g" },
          { op: "neg", inputs: ["x"], output: "y", module: "g" },
        ],
        outputs: ["y"],
      }),
    );
    expect(graph.homes.get("dead")).toBe("g");
    expect(graph.homes.get("y")).toBe("");
  });

  test("a parameter that two modules share stays where both can reach it", () => {
    const leaves = [
      { id: "x", value: 1 },
      { id: "w", value: 2, role: "parameter" as const },
    ];
    const modules = [{ id: "f" }, { id: "a", parent: "f" }, { id: "b", parent: "f" }];
    const graph = indexDocument(
      buildDocument({
        leaves,
        modules,
        ops: [
          { op: "mul", inputs: ["w", "x"], output: "y", module: "a" },
          { op: "mul", inputs: ["w", "y"], output: "z", module: "b" },
        ],
        outputs: ["z"],
      }),
    );
    expect(graph.homes.get("w")).toBe("f");
    expect(graph.homes.get("y")).toBe("f");
  });
});

test("a result of a repeated block is called by what holds the blocks, not by their pile", () => {
  const blocks = [0, 1, 2, 3, 4].map((at) => `net/${at}`);
  const document = buildDocument({
    leaves: [{ id: "x", value: 1 }],
    ops: blocks.map((module, at) => ({
      op: "sin",
      inputs: [at === 0 ? "x" : `y${at}`],
      output: `y${at + 1}`,
      module,
    })),
    modules: [{ id: "net" }, ...blocks.map((id) => ({ id, parent: "net" }))],
    outputs: ["y5"],
  });
  for (const tensor of document.tensors.slice(1)) delete tensor.label;
  for (const [at, module] of document.modules.slice(1).entries())
    Object.assign(module, { name: String(at), type: "Block" });
  const graph = indexDocument(document);
  expect(graph.modules.get("net/0…net/4")?.name).toBe("Block × 5");
  expect(displayName(graph, "y5")).toBe("net.4");
});
