import { describe, expect, test } from "vitest";
import { expressionOf, operand, shortExpression } from "./expression.ts";

const op = (name: string, symbol: string, ...inputs: string[]) => ({
  id: name,
  op: name,
  symbol,
  inputs,
  outputs: [],
});
const itself = (id: string): string => id;

describe("an expression is written as by hand", () => {
  test.each([
    [op("add", "+", "a", "b"), "a + b"],
    [op("matmul", "@", "W", "a+b"), "W @ (a+b)"],
    [op("neg", "−", "a * b"), "−(a * b)"],
    [op("tanh", "tanh", "W @ x"), "tanh(W @ x)"],
    [op("transpose", "ᵀ", "m.layer1.weight"), "weightᵀ"],
    [op("pow", "x³", "a - b"), "(a - b)³"],
    [op("power", "aᵇ", "a", "b - 1"), "a ** (b - 1)"],
    [op("getitem", "[1:]", "sin(x)"), "sin(x)[1:]"],
    [op("abs", "|x|", "a - b"), "|a - b|"],
    [op("log_softmax", "lsm", "z"), "lsm(z)"],
    [op("reshape", "▭", "z"), "reshape(z)"],
    [op("expm1", "eˣ−1", "z"), "expm1(z)"],
  ])("%j", (one, text) => expect(expressionOf(one, itself)).toBe(text));
});

describe("a long expression", () => {
  test("keeps its op and the beginnings of its parts", () => {
    const long = op("add", "+", "first * second * third", "fourth");
    expect(shortExpression(long, itself, 24)).toBe("(first * sec…) + fourth");
  });

  test("of many parts is cut as a whole", () => {
    const many = op("stack", "☰", ..."abcdefghijklmnop");
    expect(shortExpression(many, itself, 24)).toBe("stack(a, b, c, d, e, f,…");
  });
});

test.each([
  ["x", "x"],
  ["layer.w", "layer.w"],
  ["x[0, 1]", "x[0, 1]"],
  ["exp(a + (b))", "exp(a + (b))"],
  ["x²", "x²"],
  ["a+b", "(a+b)"],
  ["f(a) + f(b)", "(f(a) + f(b))"],
  ["−x", "(−x)"],
  ["W @ x", "(W @ x)"],
])("%s as an operand is %s", (text, written) => expect(operand(text)).toBe(written));
