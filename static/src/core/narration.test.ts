import { describe, expect, test } from "vitest";
import { buildDocument } from "./fixtures/build.ts";
import { documentOf, graphOf, PROGRAMS } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";
import { narrate } from "./narration.ts";
import { PHRASES } from "./phrases/phrases.ts";
import { spokenOp } from "./spoken.ts";
import { timelineOf } from "./timeline.ts";

const told = (graph: ReturnType<typeof graphOf>) =>
  timelineOf(graph).stops.map((stop) => narrate(graph, stop));

test("x * x, told whole", () => {
  expect(told(graphOf("square"))).toEqual([
    "The program gives x the value 3.",
    "x times x gives 9.",
    "The backward pass starts at x * x: its gradient with respect to itself is 1.",
    "The product multiplies 1, the gradient of x * x, by x = 3 and sends 3 to x: contribution 1 of 2.",
    "The product multiplies 1, the gradient of x * x, by x = 3 and sends 3 to x: contribution 2 of 2, together 6.",
    "x * x is 9. Its gradient with respect to x is 6: where x grows a little, it grows 6 times as much.",
  ]);
});

test("2 / sin(exp(-x)), told whole", () => {
  expect(told(graphOf("composition"))).toEqual([
    "The program gives x the value −4.499.",
    "The negative of x gives 4.499.",
    "The exponential of −x gives 89.93.",
    "The sine of exp(−x) gives 0.9242.",
    "2 divided by the result of the sine gives 2.164.",
    "The backward pass starts at the result of the quotient: its gradient with respect to itself is 1.",
    "The quotient multiplies 1, the gradient of its result, by −2/u² = −2.341, where u is the result of the sine, and sends −2.341 to the result of the sine.",
    "The sine multiplies −2.341, the gradient of its result, by cos u = −0.3818, where u is exp(−x), and sends 0.894 to exp(−x).",
    "The exponential multiplies 0.894, the gradient of exp(−x), by exp(−x) = 89.93 and sends 80.39 to −x.",
    "The negation changes the sign of the gradient of −x and sends −80.39 to x.",
    "The result of the quotient is 2.164. Its gradient with respect to x is −80.39: where x grows a little, it falls 80.39 times as much.",
  ]);
});

test("the lecture's network: matrices, names and all", () => {
  expect(told(graphOf("network"))).toEqual(
    expect.arrayContaining([
      "The program gives W, b, V and 3 more their values.",
      "The matrix product of W and x gives a vector of 3.",
      "(W @ x) plus b gives k.",
      "The sigmoid of k gives h.",
      "The sum of all elements of (y − t) ** 2 gives loss = 1.511.",
      "The sigmoid multiplies the gradient of h by h(1 − h), element by element, and sends this to k.",
      "The difference changes the sign of the gradient of y − t and sends this to t.",
      "The matrix product multiplies the gradient of W @ x from the right by x transposed and sends this to W.",
    ]),
  );
});

test.each(PROGRAMS)("every sentence of %s is one, without a gap left unfilled", (program) => {
  for (const sentence of told(graphOf(program))) {
    expect(sentence).toMatch(/^\S.*\.$/);
    expect(sentence).not.toMatch(/undefined|null|[{}]|,,|  /);
  }
});

describe("the words for an op", () => {
  /** x * x with another op in place of the product. */
  function saying(op: string, constants: Record<string, unknown> = {}) {
    const document = structuredClone(documentOf("square"));
    Object.assign(document.ops[0] ?? {}, { op, constants });
    return told(indexDocument(document));
  }

  test.each(Object.keys(PHRASES))("%s leave nothing open", (op) => {
    for (const sentence of saying(op, { exponent: 3 }))
      expect(sentence).not.toMatch(/[{}]|undefined/);
  });

  test("that nobody has described is its title", () => {
    const document = structuredClone(documentOf("square"));
    document.titles = { dist: "distance of two points" };
    Object.assign(document.ops[0] ?? {}, { op: "dist", inputs: ["x", "y"] });
    document.tensors.push({ id: "y", label: "y", role: "input", shape: [] });
    for (const edge of document.edges) delete edge.local;
    const [, forward, , backward] = told(indexDocument(document));
    expect(forward).toBe("The distance of two points makes 9 from x and y.");
    expect(backward).toBe(
      "Back through the distance of two points, the gradient of x * x becomes 3 for x: contribution 1 of 2.",
    );
  });

  test("that nobody has described, which works element by element", () => {
    const document = structuredClone(documentOf("composition"));
    const sine = document.ops.find(({ op }) => op === "sin");
    document.titles = { cosh: "hyperbolic cosine" };
    Object.assign(sine ?? {}, { op: "cosh" });
    expect(told(indexDocument(document))).toEqual(
      expect.arrayContaining([
        "The hyperbolic cosine of exp(−x) gives 0.9242.",
        "The hyperbolic cosine multiplies −2.341, the gradient of its result, by its slope −0.3818 and sends 0.894 to exp(−x).",
      ]),
    );
  });

  test.each([
    [2, "The square of x", "2 · x"],
    [3, "The cube of x", "3 · x²"],
    [-1, "x to the power −1", "−1 · x⁻²"],
    [0.5, "x to the power 0.5", "0.5 · x⁻⁰·⁵"],
  ])("power with the exponent %d", (exponent, clause, factor) => {
    const [, forward, , backward] = saying("pow", { exponent });
    expect(forward).toBe(`${clause} gives 9.`);
    expect(backward).toContain(`by ${factor} = 3 and`);
  });
});

test("an op with several outputs, and what becomes of each", () => {
  expect(told(graphOf("several"))).toEqual(
    expect.arrayContaining([
      "The QR decomposition makes q and r (q is not used) from A.",
      "The singular value decomposition makes u, s and vh (u and vh are not used) from A.",
      "Picking the 2 largest of all elements of ravel(A) gives best and places (places is not used).",
      "The choice puts the gradient of best where it was picked, and zeros elsewhere, and sends this to ravel(A).",
      "Back through the QR decomposition, the gradient of r becomes the share of A: contribution 4 of 4, which completes its gradient.",
    ]),
  );
});

describe("an update", () => {
  test("says where it leads and which version it makes", () => {
    const sentences = told(graphOf("training"));
    expect(sentences).toEqual(
      expect.arrayContaining([
        "The update moves w from 1 to 0.9, against its gradient: version 1.",
        "The update moves v against its gradient: version 1.",
        "The update moves w from 1.105 to 1.398, against its gradient: version 3.",
      ]),
    );
  });

  test("that goes another way than the gradient says so by silence", () => {
    const document = structuredClone(documentOf("training"));
    const moved = document.tensors.find(({ id }) => id === "w'1");
    Object.assign(moved ?? {}, { value: { shape: [], data: [2] } });
    expect(told(indexDocument(document))).toContain("The update moves w from 1 to 2: version 1.");
  });
});

test("what takes the name of its input is told apart from it", () => {
  const spec = {
    leaves: [{ id: "x", value: 2 }],
    ops: [{ op: "sin" as const, inputs: ["x"], output: "x#2" }],
    outputs: ["x#2"],
  };
  const document = buildDocument(spec);
  Object.assign(document.tensors[1] ?? {}, { label: "x" });
  expect(told(indexDocument(document))).toEqual(
    expect.arrayContaining([
      "The sine of x gives the new x = 0.9093.",
      "The sine multiplies 1, the gradient of the new x, by cos x and sends −0.4161 to x.",
    ]),
  );
});

test("an op is spoken by its noun and its expression", () => {
  const network = graphOf("network");
  const spoken = network.document.ops.slice(0, 3).map((op) => spokenOp(network, op));
  expect(spoken).toEqual(["matrix product, W @ x", "sum, (W @ x) + b", "sigmoid, σ(k)"]);
});

test("a broadcast operand is told that its gradient was added up", () => {
  const document = structuredClone(documentOf("network"));
  const sum = document.passes[1]?.contributions;
  if (sum) sum["model/y:add:1"] = { shape: [1], data: [0.5] };
  const edge = document.edges.find(({ op, slot }) => op === "model/y:add" && slot === 1);
  Object.assign(edge ?? {}, { local: { shape: [2], data: [1, 1] } });
  expect(told(indexDocument(document))).toContain(
    "The sum adds up the gradient of y over what was broadcast and sends this to c.",
  );
});

describe("the end", () => {
  test.each([
    [
      3,
      "f is 6. Its gradient with respect to x is 3: where x grows a little, it grows 3 times as much.",
    ],
    [
      1,
      "f is 2. Its gradient with respect to x is 1: where x grows a little, it grows just as much.",
    ],
    [
      -1,
      "f is −2. Its gradient with respect to x is −1: where x grows a little, it falls just as much.",
    ],
    [0, "f is 0. Its gradient with respect to x is 0: where x grows a little, it stays."],
  ])("says what the slope of a single number means: %d", (factor, sentence) => {
    const spec = {
      leaves: [
        { id: "x", value: 2 },
        { id: "c", value: factor, role: "constant" as const },
      ],
      ops: [{ op: "mul" as const, inputs: ["x", "c"], output: "f" }],
      outputs: ["f"],
    };
    expect(told(indexDocument(buildDocument(spec))).at(-1)).toBe(sentence);
  });

  test("of what no gradient can reach says nothing", () => {
    expect(told(graphOf("classes")).at(-1)).toBe("loss is 1.964, and every gradient is known.");
    const document = structuredClone(documentOf("classes"));
    const right = document.tensors.find(({ id }) => id === "t");
    Object.assign(right ?? {}, { role: "input" });
    expect(told(indexDocument(document)).at(-1)).toBe(
      "loss is 1.964, and every gradient is known.",
    );
  });

  const empty = buildDocument({ leaves: [], ops: [], outputs: [] });

  test("of nothing", () => expect(told(indexDocument(empty))).toEqual(["Nothing was computed."]));

  test("of a program that failed", () => {
    const document = structuredClone(documentOf("square"));
    document.diagnostics = [{ code: "shape", severity: "error", message: "…" }];
    expect(told(indexDocument(document)).at(-1)).toBe("Here the program stopped.");
  });

  test("of a forward pass alone", () => {
    const document = structuredClone(documentOf("square"));
    document.passes.pop();
    document.steps = document.steps.filter(([pass]) => pass === 0);
    expect(told(indexDocument(document)).at(-1)).toBe("x * x is 9.");
  });

  test("of an output that is no number says nothing of its gradients", () => {
    const document = structuredClone(documentOf("square"));
    const output = document.tensors.find(({ id }) => id === "mul.out");
    Object.assign(output ?? {}, { value: { shape: [], data: ["NaN"] } });
    expect(told(indexDocument(document)).at(-1)).toBe("x * x is NaN.");
  });

  test("of a leaf that no gradient reaches, and of gradients that are no numbers", () => {
    const document = structuredClone(documentOf("square"));
    const gradients = document.passes[1]?.gradients ?? {};
    gradients["x"] = { shape: [], data: ["NaN"] };
    expect(told(indexDocument(document)).at(-1)).toBe(
      "x * x is 9; the gradient of x holds NaN or infinity.",
    );
    gradients["mul.out"] = { shape: [], data: ["Infinity"] };
    document.tensors.push({ id: "w", label: "w", role: "parameter", shape: [] });
    document.tensors.push({ id: "t", label: "t", role: "target", shape: [] });
    document.tensors.push({ id: "w:const", role: "input", shape: [] });
    expect(told(indexDocument(document)).at(-1)).toBe(
      "x * x is 9; the gradients of x * x and x hold NaN or infinity, and no gradient reaches w.",
    );
  });
});

test("what has no name and is too long to be heard is called by what made it", () => {
  expect(told(graphOf("recurrent"))).toEqual(
    expect.arrayContaining([
      "(W @ h) plus (U @ x) gives a vector of 4.",
      "The sigmoid of the result of the second sum gives h.",
      "The sigmoid multiplies the gradient of h by h(1 − h), element by element, and sends this to the result of the third sum.",
    ]),
  );
  expect(told(graphOf("modules"))).toEqual(
    expect.arrayContaining([
      "The result of the matrix product plus m.layer3.bias gives a matrix of 8 × 1.",
      "The matrix product multiplies the gradient of its result from the right by m.layer3.weight and sends this to tanh(layer2).",
      "The power multiplies the gradient of its result by 2 · u, where u is m(X) − T, element by element, and sends this to m(X) − T.",
    ]),
  );
});

test("an update that moves nothing says so", () => {
  const document = structuredClone(documentOf("training"));
  const moved = document.tensors.find(({ id }) => id === "w'1");
  Object.assign(moved ?? {}, { value: { shape: [], data: [1] } });
  expect(told(indexDocument(document))).toContain("The update leaves w at 1: version 1.");
});
