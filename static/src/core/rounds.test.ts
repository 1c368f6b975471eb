import { describe, expect, it } from "vitest";
import { defaultFolding } from "./folding.ts";
import { documentOf, graphOf, PROGRAMS } from "./fixtures/read.ts";
import { indexDocument } from "./graph.ts";
import { withRounds } from "./rounds.ts";

const training = withRounds(documentOf("training"));
const homes = indexDocument(documentOf("training")).homes;

describe("a training loop", () => {
  it("has a module for each time that it goes round", () => {
    expect(training.modules.map(({ name }) => name)).toEqual(["round 1", "round 2", "round 3"]);
    const module = (id: string) => training.ops.find((op) => op.id === id)?.module;
    expect(module("loss:mul")).toBe("round 1");
    expect(module("loss:sum#3")).toBe("round 3");
  });

  it("keeps a version of a leaf with the round that uses it, and shows the loss outside", () => {
    expect(homes.get("w")).toBe("round 1");
    expect(homes.get("w'2")).toBe("round 3");
    expect(homes.get("loss#2")).toBe("");
    expect(homes.get("w'3")).toBe("");
  });

  it("has another structure than the same graph without rounds", () => {
    expect(training.structure).not.toBe(documentOf("training").structure);
  });

  it("leaves outside what several rounds use, and what leads to it", () => {
    const document = structuredClone(documentOf("training"));
    const [scale, twice] = ["scale", "twice"];
    const ops = [
      { id: scale, op: "neg", symbol: "−", inputs: ["v"], outputs: ["scaled"] },
      { id: twice, op: "neg", symbol: "−", inputs: ["scaled"], outputs: ["shared"] },
    ];
    document.ops.unshift(...ops);
    document.steps.splice(
      2,
      0,
      [0, "forward", scale, null, null],
      [0, "forward", twice, null, null],
    );
    for (const op of document.ops) if (op.op === "mul") op.inputs.push("shared");
    const modules = withRounds(document).ops.map(({ id, module }) => [id, module]);
    expect(Object.fromEntries(modules)).toMatchObject({
      scale: "",
      twice: "",
      "loss:mul": "round 1",
      "loss:mul#2": "round 2",
    });
  });

  it("leaves outside what runs after the last of it", () => {
    const document = structuredClone(documentOf("training"));
    document.ops.push({ id: "test", op: "neg", symbol: "−", inputs: ["w'3"], outputs: ["tested"] });
    document.steps.push([0, "forward", "test", null, null]);
    expect(withRounds(document).ops.at(-1)).toMatchObject({ id: "test", module: "" });
  });

  it("within one module stays as it is", () => {
    const document = structuredClone(documentOf("training"));
    document.modules.push({ id: "train", name: "train", type: "function" });
    for (const op of document.ops) op.module = "train";
    expect(withRounds(document)).toBe(document);
  });

  it("takes the modules that it calls along", () => {
    const document = structuredClone(documentOf("training"));
    document.modules.push({ id: "net", name: "net", type: "Net" });
    document.modules.push({ id: "net#2", name: "net", type: "Net", call: 2 });
    for (const [id, module] of [
      ["loss:mul", "net"],
      ["loss:mul#2", "net#2"],
    ]) {
      const op = document.ops.find((one) => one.id === id);
      Object.assign(op ?? {}, { module });
    }
    const { modules } = withRounds(document);
    expect(modules.slice(3).map(({ parent }) => parent)).toEqual(["round 1", "round 2"]);
  });
});

it.each(PROGRAMS.filter((program) => program !== "training" && program !== "rounds"))(
  "%s goes round no loop",
  (program) => {
    expect(withRounds(documentOf(program))).toBe(documentOf(program));
  },
);

describe("at first", () => {
  it("a short loop is seen whole", () => {
    expect(defaultFolding(graphOf("training")).size).toBe(0);
  });

  it("of a longer one the last round", () => {
    const document = structuredClone(documentOf("training"));
    document.modules = Array.from({ length: 5 }, (_, k) => ({
      id: `round ${k + 1}`,
      name: `round ${k + 1}`,
      type: "training",
    }));
    expect([...defaultFolding(indexDocument(document))]).toEqual([
      "round 1",
      "round 2",
      "round 3",
      "round 4",
    ]);
  });
});
