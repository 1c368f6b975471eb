import { describe, expect, test } from "vitest";
import { buildDocument, numbers, randomSpec, scalar } from "./fixtures/build.ts";
import { documentOf, graphOf, PROGRAMS } from "./fixtures/read.ts";
import { type Frame, frame } from "./frame.ts";
import { type Graph, indexDocument } from "./graph.ts";
import { toNumber } from "./number.ts";

/** Everything that a frame says, as plain data. */
function everything({ step, t, pass, tensors, ops, travel }: Frame) {
  return structuredClone({ step, t, pass, tensors: [...tensors], ops: [...ops], travel });
}

const square = graphOf("square");

describe("x * x, row by row", () => {
  test("before anything: nothing is computed, which is not zero", () => {
    const { tensors, ops, travel } = frame(square, 0, 0);
    expect(tensors.get("x")).toEqual({ filled: 0, ledger: "ahead", arrived: 0, expected: 2 });
    expect(tensors.get("mul.out")).not.toHaveProperty("value");
    expect(ops.get("mul")).toBe("idle");
    expect(travel).toBeNull();
  });

  test("of several results the first that is used travels", () => {
    const several = graphOf("several");
    const row = several.document.steps.findIndex(([, , op]) => op === "u,s,vh:svd");
    const { edge, array } = frame(several, row, 0.7).travel ?? {};
    expect(edge).toBe("u,s,vh:svd:1:out");
    expect(array).toEqual(several.tensors.get("s")?.value);
  });

  test("a leaf fills", () => {
    const { value, filled } = frame(square, 0, 0.5).tensors.get("x") ?? {};
    expect(value).toEqual(scalar(3));
    expect(filled).toBeGreaterThan(0.5);
    expect(filled).toBeLessThan(1);
  });

  test("an op is ready, its inputs come in one by one, it fires, and its result goes out", () => {
    expect(frame(square, 0, 1).ops.get("mul")).toBe("ready-forward");
    const given = [0.1, 0.3].map((t) => frame(square, 1, t));
    expect(given.map(({ travel }) => travel?.edge)).toEqual(["mul:0:in", "mul:1:in"]);
    for (const { ops, travel } of given) {
      expect(ops.get("mul")).toBe("ready-forward");
      expect(travel).toMatchObject({ kind: "forward", array: scalar(3) });
    }
    expect(frame(square, 1, 0.5).travel).toBeNull();
    expect(frame(square, 1, 0.5).ops.get("mul")).toBe("firing-forward");
    const underway = frame(square, 1, 0.7);
    expect(underway.travel).toMatchObject({ edge: "mul:0:out", kind: "forward", array: scalar(9) });
    expect(underway.tensors.get("mul.out")).not.toHaveProperty("value");
    expect(frame(square, 1, 0.95).tensors.get("mul.out")).toMatchObject({ value: scalar(9) });
    expect(frame(square, 2, 0).ops.get("mul")).toBe("fired");
  });

  test("the seed makes the output's gradient 1 and its op ready", () => {
    expect(frame(square, 2, 0).tensors.get("mul.out")).not.toHaveProperty("gradient");
    const seeded = frame(square, 3, 0);
    const output = { gradient: scalar(1), ledger: "complete", arrived: 1, expected: 1 };
    expect(seeded.tensors.get("mul.out")).toMatchObject(output);
    expect(seeded.ops.get("mul")).toBe("ready-backward");
  });

  test("the gradient of its output comes into the op, which then fires", () => {
    expect(frame(square, 2, 1).ops.get("mul")).toBe("ready-backward");
    const coming = frame(square, 3, 0.5);
    expect(coming.travel).toMatchObject({ edge: "mul:0:out", kind: "gradient", array: scalar(1) });
    expect(coming.ops.get("mul")).toBe("ready-backward");
    expect(frame(square, 3, 0.9).ops.get("mul")).toBe("firing-backward");
  });

  test("a contribution is computed before it leaves its op", () => {
    expect(frame(square, 4, 0.2).travel).toMatchObject({ edge: "mul:0:in", position: 0 });
    expect(frame(square, 4, 0.3).travel?.position).toBeGreaterThan(0);
  });

  test("each contribution travels its own edge and lands in the ledger", () => {
    const first = frame(square, 4, 0.5);
    expect(first.travel).toMatchObject({
      edge: "mul:0:in",
      kind: "contribution",
      array: scalar(3),
    });
    expect(first.tensors.get("x")).toMatchObject({ ledger: "waiting", arrived: 0 });
    const landed = frame(square, 5, 0).tensors.get("x");
    expect(landed).toMatchObject({ ledger: "partial", arrived: 1, gradient: scalar(3) });
    const second = frame(square, 5, 0.5);
    expect(second.travel).toMatchObject({ edge: "mul:1:in" });
    expect(second.ops.get("mul")).toBe("firing-backward");
    const done = frame(square, 6, 0);
    expect(done.tensors.get("x")).toMatchObject({ ledger: "complete", gradient: scalar(6) });
    expect(done.ops.get("mul")).toBe("done");
    expect(done.travel).toBeNull();
  });
});

describe("the ready set", () => {
  const fan = graphOf("fan-out");
  const readyAt = (row: number, state: string) =>
    [...frame(fan, row, 0.5).ops].filter(([, found]) => found === state).map(([id]) => id);

  test("forward: ops whose inputs are all there", () => {
    const firstForward = fan.document.steps.findIndex(([, kind]) => kind === "forward");
    const users = (fan.consumers.get("x") ?? []).map(({ op }) => op);
    const firing = fan.document.steps[firstForward]?.[2];
    const ready = new Set(users.filter((op) => op !== firing));
    expect(new Set(readyAt(firstForward, "ready-forward"))).toEqual(ready);
  });

  test("backward: ops whose outputs have their whole gradient", () => {
    const { steps } = fan.document;
    const rows = steps.flatMap(([, kind], row) => (kind === "backward" ? [row] : []));
    for (const row of rows)
      for (const op of readyAt(row, "ready-backward"))
        for (const output of fan.ops.get(op)?.outputs ?? [])
          expect(frame(fan, row, 0).tensors.get(output)?.ledger).toBe("complete");
    expect(rows.some((row) => readyAt(row, "ready-backward").length > 1)).toBe(true);
  });
});

describe.each(PROGRAMS)("the last frame of %s", (program) => {
  const graph = graphOf(program);
  const end = frame(graph, graph.document.steps.length, 0);

  test("shows the document's values and gradients", () => {
    const gradients = graph.document.passes.at(-1)?.gradients ?? {};
    for (const tensor of graph.document.tensors) {
      const state = end.tensors.get(tensor.id);
      expect(state?.value).toEqual(tensor.value);
      expect(state?.gradient).toEqual(gradients[tensor.id]);
      expect(state?.ledger).toBe(gradients[tensor.id] ? "complete" : "none");
      expect(state?.filled).toBe(1);
    }
  });

  test("has every op done or fired", () => {
    const order = new Set(graph.document.passes.at(-1)?.order);
    for (const [op, state] of end.ops) expect(state).toBe(order.has(op) ? "done" : "fired");
  });
});

describe("a frame is a function of document, step and time", () => {
  test.each(PROGRAMS.filter((name) => name !== "chain-300"))(
    "scrubbing %s to and fro",
    (program) => {
      const rows = documentOf(program).steps.length;
      const visits = Array.from({ length: rows + 1 }, (_, row) => [row, 0, 0.35, 0.9]).flatMap(
        ([row = 0, ...times]) => times.map((t) => [row, t] as const),
      );
      const forth = graphOf(program);
      const seen = visits.map(([row, t]) => everything(frame(forth, row, t)));
      const back = [...visits].reverse().map(([row, t]) => everything(frame(forth, row, t)));
      expect(back.reverse()).toEqual(seen);
      const next = numbers(1);
      for (let jump = 0; jump < 40; jump++) {
        const index = Math.floor(next() * visits.length);
        const [row, t] = visits[index] ?? [0, 0];
        expect(everything(frame(graphOf(program), row, t))).toEqual(seen[index]);
      }
    },
  );

  test("what does not change keeps its identity; where a pass begins, all begins to wait", () => {
    const network = graphOf("network");
    const begins = network.passes.get(1)?.start;
    for (let row = 0; row < network.document.steps.length; row++) {
      const [before, after] = [frame(network, row, 0), frame(network, row + 1, 0)];
      const changed = [...network.tensors.keys()].filter(
        (id) => before.tensors.get(id) !== after.tensors.get(id),
      );
      if (row + 1 === begins) expect(changed.length).toBeGreaterThan(1);
      else expect(changed.length).toBeLessThanOrEqual(1);
    }
  });
});

describe("random programs", () => {
  const graphs = Array.from({ length: 40 }, (_, seed) =>
    indexDocument(buildDocument(randomSpec(seed, 3 + seed))),
  );

  test("ledgers count up one by one and hold the sum of what has arrived", () => {
    for (const graph of graphs) {
      const sums = new Map<string, number>();
      const counts = new Map<string, number>();
      graph.document.steps.forEach(([pass, kind, op, tensor, slot], row) => {
        if (kind !== "contribution" || tensor === null) return;
        const sent = graph.passes.get(pass)?.pass.contributions?.[`${op}:${slot}`];
        const value = sent && "data" in sent ? toNumber(sent.data[0] ?? 0) : Number.NaN;
        sums.set(tensor, sums.has(tensor) ? (sums.get(tensor) ?? 0) + value : value);
        counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
        const state = frame(graph, row + 1, 0).tensors.get(tensor);
        expect(state?.arrived).toBe(counts.get(tensor));
        expect(state?.gradient).toEqual(scalar(sums.get(tensor) ?? 0));
      });
    }
  });

  test("nothing is shown before it is computed, and nothing is taken back", () => {
    for (const graph of graphs) {
      const rows = graph.document.steps.length;
      for (const [id, row] of graph.valueSteps)
        for (const at of [0, row, row + 1, rows])
          expect("value" in (frame(graph, at, 0).tensors.get(id) ?? {})).toBe(at > row);
    }
  });

  test("at most one thing travels, on an edge of the graph", () => {
    for (const graph of graphs)
      for (let row = 0; row <= graph.document.steps.length; row++) {
        const { travel } = frame(graph, row, 0.5);
        if (travel) expect(graph.edges.has(travel.edge)).toBe(true);
      }
  });

  test("travel runs along each edge from 0 to 1 and never back", () => {
    const [graph] = graphs as [Graph];
    for (let row = 0; row < graph.document.steps.length; row++) {
      const times = Array.from({ length: 201 }, (_, index) => index / 200);
      const travels = times.flatMap((t) => frame(graph, row, t).travel ?? []);
      for (const edge of new Set(travels.map((travel) => travel.edge))) {
        const places = travels.filter((travel) => travel.edge === edge);
        const positions = places.map(({ position }) => position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        expect(positions[0]).toBeLessThan(0.01);
        expect(positions.at(-1), edge).toBeGreaterThan(0.99);
      }
    }
  });
});

describe("several passes", () => {
  const graph = indexDocument(
    buildDocument({
      leaves: [{ id: "x", value: 2 }],
      ops: [
        { op: "mul", inputs: ["x", "x"], output: "y" },
        { op: "neg", inputs: ["x"], output: "z" },
      ],
      outputs: ["y", "z"],
    }),
  );
  const rows = graph.document.steps.length;

  test("the last one that has begun is shown, the first one before that", () => {
    const start = graph.passes.get(2)?.start ?? 0;
    expect(frame(graph, 0, 0).pass).toBe(1);
    expect(frame(graph, start - 1, 0).pass).toBe(1);
    expect(frame(graph, start, 0).pass).toBe(2);
    expect(frame(graph, rows, 0).tensors.get("x")?.gradient).toEqual(scalar(-1));
  });

  test("any can be chosen, and a tensor that it does not reach has no gradient", () => {
    const first = frame(graph, rows, 0, 1);
    expect(first.tensors.get("x")?.gradient).toEqual(scalar(4));
    expect(first.tensors.get("z")).toMatchObject({ ledger: "none", expected: 0 });
    expect(first.tensors.get("z")).not.toHaveProperty("gradient");
    expect(first.ops.get("z:neg")).toBe("fired");
  });
});

test("where only a summary travels, the gradient is shown when it is complete", () => {
  const document = structuredClone(documentOf("square"));
  const summary = { min: 0, max: 1, mean: 0.5, std: 0.1, nan: 0, inf: 0, zero: 0 };
  const summarized = { shape: [1000], summary, thumbnail: { shape: [1, 1], data: [0.5] } };
  const pass = document.passes[1];
  if (pass?.contributions) pass.contributions["mul:0"] = summarized;
  const graph = indexDocument(document);
  expect(frame(graph, 5, 0).tensors.get("x")).not.toHaveProperty("gradient");
  expect(frame(graph, 5, 0).tensors.get("x")).toMatchObject({ arrived: 1, ledger: "partial" });
  expect(frame(graph, 6, 0).tensors.get("x")?.gradient).toEqual(scalar(6));
});

test("infinities add up as in IEEE 754", () => {
  const document = structuredClone(documentOf("fan-out"));
  const pass = document.passes[1];
  const keys = Object.keys(pass?.contributions ?? {}).filter((key) => {
    const [op, slot] = [
      key.slice(0, key.lastIndexOf(":")),
      Number(key.slice(key.lastIndexOf(":") + 1)),
    ];
    return document.ops.find(({ id }) => id === op)?.inputs[slot] === "x";
  });
  for (const [index, key] of keys.entries())
    if (pass?.contributions)
      pass.contributions[key] = { shape: [], data: [index % 2 ? "Infinity" : "-Infinity"] };
  const graph = indexDocument(document);
  const rows =
    graph.passes
      .get(1)
      ?.arrivals.get("x")
      ?.map(({ step }) => step) ?? [];
  const after = (count: number) =>
    frame(graph, (rows[count - 1] ?? 0) + 1, 0).tensors.get("x")?.gradient;
  expect(after(1)).toMatchObject({ data: [expect.stringContaining("Infinity")] });
  expect([after(2), after(3)]).toContainEqual({ shape: [], data: ["NaN"] });
});

test("a row outside the document is brought inside", () => {
  expect(everything(frame(square, -5, 0.5))).toEqual(everything(frame(square, 0, 0.5)));
  expect(everything(frame(square, 99, 0.5))).toEqual(everything(frame(square, 6, 0)));
});

test("ten thousand ops: stepping back gives the frames of playing", () => {
  const ops = Array.from({ length: 10_000 }, (_, index) => ({
    op: "mul" as const,
    inputs: [index === 0 ? "x" : `t${index - 1}`, "x"],
    output: `t${index}`,
  }));
  const document = buildDocument({ leaves: [{ id: "x", value: 1 }], ops, outputs: ["t9999"] });
  const graph = indexDocument(document);
  const visible = document.ops.slice(0, 200);
  const visit = (row: number) => {
    const { tensors, ops: states } = frame(graph, row, 0.5);
    return [
      tensors.get("x")?.arrived,
      ...visible.flatMap(({ id, outputs }) => [
        states.get(id),
        tensors.get(outputs[0] ?? "")?.ledger,
      ]),
    ];
  };
  const rows = Array.from({ length: 1000 }, (_, index) => index * 40);
  const forth = rows.map(visit);
  expect([...rows].reverse().map(visit).reverse()).toEqual(forth);
  expect(new Set(forth.map(String)).size).toBeGreaterThan(5);
});
