import { describe, expect, it, test } from "vitest";
import { foldedCaption } from "./captions.ts";
import { buildDocument, type OpSpec } from "./fixtures/build.ts";
import { graphOf, PROGRAMS } from "./fixtures/read.ts";
import { defaultFolding, visible } from "./folding.ts";
import { indexDocument } from "./graph.ts";
import { REPEATED, withRepeats } from "./repeats.ts";
import { levelOf } from "./scalar/level.ts";
import { NONE_OPENED } from "./scalar/opening.ts";

/** Blocks one after the other, each sin(x) * w of what the one before gave. */
function chain(count: number, change: (ops: OpSpec[]) => OpSpec[] = (ops) => ops) {
  const modules = Array.from({ length: count }, (_, index) => ({ id: `block${index}` }));
  const ops = modules.flatMap(({ id: module }, index): OpSpec[] => [
    { op: "sin", inputs: [index === 0 ? "x" : `y${index - 1}`], output: `s${index}`, module },
    { op: "mul", inputs: [`s${index}`, `w${index}`], output: `y${index}`, module },
  ]);
  const weights = modules.map((_, index) => ({
    id: `w${index}`,
    value: 2,
    role: "parameter" as const,
  }));
  const document = buildDocument({
    leaves: [{ id: "x", value: 1 }, ...weights],
    ops: change(ops),
    modules,
    outputs: [`y${count - 1}`],
  });
  for (const module of document.modules) module.type = "Block";
  return document;
}

const held = (document: ReturnType<typeof chain>) =>
  withRepeats(document).modules.filter(({ type }) => type === REPEATED);

describe("equal blocks in a row", () => {
  const document = withRepeats(chain(6));
  const graph = indexDocument(chain(6));

  it("are at the level of what stands around them", () => {
    const blocks = chain(6);
    for (const block of blocks.modules) block.parent = "m";
    blocks.modules.unshift({ id: "m", name: "m", type: "M" });
    const within = indexDocument(blocks);
    expect(levelOf(within, defaultFolding(within), NONE_OPENED)).toBe("tensor");
    expect(levelOf(within, new Set(["m"]), NONE_OPENED)).toBe("module");
    expect(levelOf(graph, defaultFolding(graph), NONE_OPENED)).toBe("module");
  });

  it("are held by one box with their count", () => {
    expect(held(chain(6))).toMatchObject([{ name: "Block × 6", parent: "" }]);
    const [holder] = held(chain(6));
    const parents = document.modules.slice(1).map(({ parent }) => parent);
    expect(parents).toEqual(Array.from({ length: 6 }, () => holder?.id));
    expect(document.modules[0]).toEqual(holder);
  });

  it("are closed at first, and then show no number but what comes out", () => {
    const { tensors, ops, folded } = visible(graph, defaultFolding(graph));
    expect(tensors).toEqual(["x", "y5"]);
    expect(ops).toEqual([]);
    expect(folded).toHaveLength(1);
    const box = graph.modules.get(folded[0] ?? "");
    expect(box && foldedCaption(graph, box)).toBe("12 ops");
  });

  it("are read one by one when they are few", () => {
    expect(held(chain(3))).toEqual([]);
  });
});

test("blocks are not repeated where one of them does something else", () => {
  const other = chain(6, (ops) =>
    ops.map((op) => (op.output === "s3" ? { ...op, op: "neg" } : op)),
  );
  expect(held(other)).toEqual([]);
});

test("blocks are not repeated where the data does not flow from one to the next", () => {
  const beside = chain(6, (ops) =>
    ops.map((op) => (op.op === "sin" ? { ...op, inputs: ["x"] } : op)),
  );
  expect(held(beside)).toEqual([]);
});

test("blocks are not repeated where they are wired in another way", () => {
  const turned = chain(6, (ops) =>
    ops.map((op) => (op.output === "y2" ? { ...op, inputs: op.inputs.toReversed() } : op)),
  );
  expect(held(turned).length).toBe(0);
});

test("of the rounds of a loop all but the last are one box", () => {
  const rounds = chain(6);
  for (const module of rounds.modules) module.type = "training";
  expect(held(rounds)).toMatchObject([{ name: "round × 5" }]);
});

const ONCE = PROGRAMS.filter((name) => name !== "rounds");

test.each(ONCE)("%s has nothing that repeats more than a few times", (program) => {
  const types = [...graphOf(program).modules.values()].map(({ type }) => type);
  expect(types).not.toContain(REPEATED);
});
