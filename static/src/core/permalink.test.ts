import { describe, expect, test } from "vitest";
import { numbers } from "./fixtures/build.ts";
import { type LinkState, parseLink, serializeLink } from "./permalink.ts";

const plain: LinkState = {
  version: 1,
  source: "x = 3\nx * x\n",
  inputs: {},
  seed: 0,
  stop: -1,
  grain: null,
  folded: null,
  reading: "full",
  direction: null,
  numbers: false,
  opened: [],
  whole: [],
  selection: null,
};

const full: LinkState = {
  version: 1,
  source: "# naïve 🙂\nx = 1\n",
  inputs: {
    x: -0.5,
    W: [
      [1, 2],
      [3, "NaN"],
    ],
  },
  seed: 4294967295,
  stop: 12,
  grain: "op",
  folded: ["model/layer 1"],
  reading: "shorthand",
  direction: "bottom-top",
  numbers: true,
  opened: ["model/k:matmul"],
  whole: ["model/h"],
  selection: "model/h",
};

test.each([plain, full, { ...plain, folded: [] }, { ...plain, opened: "all" as const }])(
  "a state survives the way there and back",
  (state) => {
    expect(parseLink(serializeLink(state))).toEqual(state);
  },
);

test("defaults take no space", () => {
  expect(serializeLink(plain)).toBe('{"version":1,"source":"x = 3\\nx * x\\n"}');
});

describe("a damaged field takes its default", () => {
  test.each<[string, unknown, Partial<LinkState>]>([
    ["seed", -1, { seed: 0 }],
    ["seed", 2 ** 32, { seed: 0 }],
    ["seed", 1.5, { seed: 0 }],
    ["seed", "7", { seed: 0 }],
    ["stop", -3, { stop: -1 }],
    ["stop", 1e300, { stop: -1 }],
    ["stop", null, { stop: -1 }],
    ["grain", "op", { grain: "op" }],
    ["grain", "molecule", { grain: null }],
    ["reading", "shorthand", { reading: "shorthand" }],
    ["reading", "longhand", { reading: "full" }],
    ["direction", "sideways", { direction: null }],
    ["numbers", "yes", { numbers: false }],
    ["folded", "model", { folded: null }],
    ["folded", ["model", 7, null], { folded: ["model"] }],
    ["selection", { id: "x" }, { selection: null }],
    ["inputs", [1, 2], { inputs: {} }],
    ["inputs", null, { inputs: {} }],
    ["inputs", { x: 1, y: "os.system", z: { a: 1 }, w: [[1], ["2"]] }, { inputs: { x: 1 } }],
    ["inputs", { deep: [[[[[[[[[[1]]]]]]]]]] }, { inputs: {} }],
  ])("%s: %j", (field, value, expected) => {
    const state = parseLink(JSON.stringify({ ...plain, [field]: value }));
    expect(state).toEqual({ ...plain, ...expected });
  });
});

describe("what is no link gives null", () => {
  test.each([
    "",
    "null",
    "[]",
    "7",
    '"x"',
    "{",
    "{}",
    '{"version":1}',
    '{"version":2,"source":"x"}',
    '{"version":1,"source":7}',
    '{"source":"x"}',
  ])("%s", (text) => expect(parseLink(text)).toBeNull());
});

test("no garbage ever throws", () => {
  const next = numbers(11);
  const text = serializeLink(full);
  for (let row = 0; row < 500; row++) {
    const at = Math.floor(next() * text.length);
    const damaged =
      text.slice(0, at) +
      String.fromCharCode(next() * 0x300) +
      text.slice(at + Math.floor(next() * 3));
    const state = parseLink(damaged);
    expect(state === null || typeof state.source === "string").toBe(true);
  }
});
