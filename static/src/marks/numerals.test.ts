import { expect, test } from "vitest";
import { numberLatex, sumLatex, withNumbers } from "./numerals.ts";

const numbers = {
  values: new Map([
    ["x", -0.5],
    ["y", 0.8146],
    ["a", 2],
  ]),
  gradients: new Map([["y", -0.6097]]),
};

test.each([
  ["@x^{\\nabla} = @y^{\\nabla}", "{-0.6097}"],
  [
    "@x^{\\nabla} = @y^{\\nabla} \\otimes @y \\otimes (1 - @y)",
    "{-0.6097} \\cdot {0.8146} \\cdot (1 - {0.8146})",
  ],
  ["@x^{\\nabla} = @y^{\\nabla} \\otimes \\cos @x", "{-0.6097} \\cdot \\cos ({-0.5})"],
  ["@x^{\\nabla} = @y^{\\nabla} \\otimes 2\\,@x", "{-0.6097} \\cdot 2 \\cdot ({-0.5})"],
  ["@x^{\\nabla} = -@y^{\\nabla}", "-({-0.6097})"],
  ["@x^{\\nabla} = @y^{\\nabla} \\otimes [@x = 0]", "{-0.6097} \\cdot [({-0.5}) = 0]"],
])("%s with its numbers", (latex, written) => {
  expect(withNumbers(latex, numbers)).toBe(written);
});

test("a tensor without a number leaves the formula without them", () => {
  expect(withNumbers("@x^{\\nabla} = @y^{\\nabla} \\otimes @b", numbers)).toBeNull();
});

test("a sum writes its first products and dots for the rest", () => {
  const products = [
    [-0.5, 2],
    [1, -3],
  ];
  expect(sumLatex(products, 2)).toBe("{-0.5} \\cdot {2} + {1} \\cdot ({-3})");
  expect(sumLatex(products, 5)).toContain(" + \\cdots");
});

test.each([
  ["NaN", "\\text{NaN}"],
  ["-Infinity", "{-\\infty }"],
  [-0, "{-0}"],
  [1.2e-7, "{1.2 \\cdot 10^{-7}}"],
] as const)("%s as LaTeX", (number, latex) => expect(numberLatex(number)).toBe(latex));
