import { describe, expect, test } from "vitest";
import { readQuery } from "./query.ts";

const word = (text: string, field = "any") => ({ kind: "word", field, text });
const number = (of: string, sign: string, bound: number, absolute = false) => ({
  kind: "number",
  of,
  absolute,
  sign,
  bound,
});
const broken = (of: string | null, what: string) => ({ kind: "broken", of, what });
const shape = (...sizes: number[]) => ({ kind: "shape", shape: sizes });

test.each([
  ["", []],
  ["  ", []],
  ["relu", [word("relu")]],
  ["encoder/k w'1 @", [word("encoder/k"), word("w'1"), word("@")]],
  [
    "name:W op:relu module:encoder",
    [word("W", "name"), word("relu", "op"), word("encoder", "module")],
  ],
  ['"<" op:"<"', [word("<"), word("<", "op")]],
  ['"two words"', [word("two words")]],
  ["(W", [word("(W")]],
  ["nan", [broken(null, "nan")]],
  ["value nan grad INF", [broken("value", "nan"), broken("grad", "inf")]],
  ["grad = nan", [broken("grad", "nan")]],
  ["|grad| > 1", [number("grad", ">", 1, true)]],
  ["|gradient|>=1e-3", [number("grad", ">=", 1e-3, true)]],
  ["value<0", [number("value", "<", 0)]],
  ["value ≠ −0.5", [number("value", "!=", -0.5)]],
  ["value == inf", [number("value", "=", Infinity)]],
  ["grad <= -inf", [number("grad", "<=", -Infinity)]],
  ["shape (3, 2)", [shape(3, 2)]],
  ["shape (3,)", [shape(3)]],
  ["shape ()", [shape()]],
  ["shape scalar", [shape()]],
  ["shape 3", [shape(3)]],
  ["shape 3x2 relu", [shape(3, 2), word("relu")]],
  ["shape 3 × 2 nan", [shape(3, 2), broken(null, "nan")]],
  ["shape W", [word("shape"), word("W")]],
  ["value", [word("value")]],
  ["relu |grad| > 1 shape (2)", [word("relu"), number("grad", ">", 1, true), shape(2)]],
])("reads %j", (text, conditions) => {
  expect(readQuery(text)).toEqual({ conditions, fault: null });
});

describe("says what is wrong, where, and what to try", () => {
  test.each([
    ["> 1", ">", "There is nothing before the sign", "value > 1"],
    ["a > 1", "a", "a is nothing that can be compared", "a value > 1"],
    ["relu grad >", "grad >", "number to compare with is missing", "grad > 1"],
    ["grad > x", "x", "x is no number", "grad > 1"],
    ["|grad", "|grad", "lacks its second bar", "|grad|"],
    ["|", "|", "lacks its second bar", "|grad|"],
    ["|W| > 1", "|W|", "nothing that a graph has", "|value|"],
    ["|grad|", "|grad|", "compared with nothing", "|grad| > 1"],
    ["value < nan", "value < nan", "neither larger nor smaller", "value nan"],
    ["shape (3, a)", "shape (3, a)", "no shape", "shape (3, 2)"],
    ["shape (", "shape (", "no shape", "shape (3, 2)"],
    ["op:", "op:", "nothing to look for", "op:relu"],
    ['""', '""', "nothing between", "leave them out"],
  ])("%s", (text, part, what, hint) => {
    const { fault } = readQuery(text);
    expect(text.slice(fault?.from, fault?.to)).toBe(part);
    expect(fault?.what).toContain(what);
    expect(fault?.hint).toContain(hint);
  });
});

test("nothing that can be typed is more than it can bear", () => {
  const pieces = [
    "value",
    "|grad|",
    "|",
    "<",
    "=",
    "!",
    "shape",
    "(3,",
    ")",
    '"',
    "op:",
    "−",
    "nan",
    "1e",
    " ",
  ];
  for (let seed = 0; seed < 3000; seed++) {
    const text = Array.from(
      { length: 5 },
      (_, at) => pieces[(seed * (at * 7 + 3) + seed ** 2 + at) % pieces.length],
    );
    const { conditions, fault } = readQuery(text.join(seed % 2 ? " " : ""));
    expect(conditions === null).toBe(fault !== null);
  }
});
