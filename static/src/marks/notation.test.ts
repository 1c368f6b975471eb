import { describe, expect, it } from "vitest";
import {
  asShare,
  chooseLetters,
  clausesOf,
  fillPlaceholders,
  identifierLatex,
  ofNumbers,
  putConstants,
  underShapes,
  withOthers,
  withoutSummands,
} from "./notation.ts";

describe("identifierLatex", () => {
  it.each([
    ["x", "x"],
    ["w12", "w_{12}"],
    ["w_1", "w_{1}"],
    ["loss", "\\mathit{loss}"],
    ["hidden2", "\\mathit{hidden}_{2}"],
    ["my_rate", "\\mathit{my\\_rate}"],
    ["layer1.weight", "\\mathit{weight}"],
    ["σ", "σ"],
    ["y'", "y'"],
    ["w'1", "w^{(1)}"],
    ["w⁽¹²⁾", "w^{(12)}"],
    ["w⁽¹⁾₀₂", "w_{02}^{(1)}"],
    ["w2'1", "w_{2}^{(1)}"],
    ["w'1'", "{w^{(1)}}'"],
    ["W₁₀‚₂", "W_{10,2}"],
    ["net.bias'12", "\\mathit{bias}^{(12)}"],
    ["y2'", "y_{2}'"],
  ])("writes %s as %s", (name, latex) => {
    expect(identifierLatex(name)).toBe(latex);
  });

  it("lets no command through", () => {
    expect(identifierLatex("\\href{evil}")).toBe("\\mathit{hrefevil}");
  });
});

describe("the clauses of a formula", () => {
  it.each([
    ["y = x", ["y = x"]],
    [
      "y_p = \\max_k x_{sp + k}, \\quad s \\text{ stride}",
      ["y_p = \\max_k x_{sp + k},", "s \\text{ stride}"],
    ],
    ["a, \\quad s \\text{ one}, \\; d", ["a,", "s \\text{ one}, \\; d"]],
    ["a, b, \\quad c, \\quad d", ["a, b,", "c,", "d"]],
    ["\\sqrt{a, \\quad b}", ["\\sqrt{a, \\quad b}"]],
    ["\\{ a, \\quad b \\}", ["\\{ a,", "b \\}"]],
    ["a, \\quadratic", ["a, \\quadratic"]],
  ])("%s", (latex, clauses) => {
    expect(clausesOf(latex)).toEqual(clauses);
  });
});

describe("fillPlaceholders", () => {
  it("puts names in, in braces where they are longer than a letter", () => {
    const letters = chooseLetters(new Map(Object.entries({ x: "k", y: "loss" })), new Set());
    expect(fillPlaceholders("@y = \\sigma(@x_i)", letters)).toBe("{\\mathit{loss}} = \\sigma(k_i)");
  });

  it("keeps the letter of what it is not told", () => {
    expect(fillPlaceholders("@x^{\\nabla}", new Map())).toBe("x^{\\nabla}");
  });
});

describe("the letter of a tensor without a name", () => {
  const letterOf = (labels: string[]): string | undefined =>
    chooseLetters(new Map([["a", null]]), new Set(labels)).get("a");

  it.each([
    ["its own where no tensor has it", ["b", "y"], "a"],
    ["another one where any tensor of the graph has it", ["a", "b"], "u"],
    ["one that is not shown, whatever module it is in", ["layer.a", "layer.u"], "v"],
    ["with an index where all are names", [..."auvqrzw"], "a_{1}"],
  ])("is %s", (_, labels, letter) => expect(letterOf(labels)).toBe(letter));

  it("is no other one's in the same formula", () => {
    const names = new Map<string, string | null>([
      ["a", "b"],
      ["b", null],
      ["y", null],
    ]);
    expect([...chooseLetters(names, new Set(["b"])).values()]).toEqual(["b", "u", "y"]);
  });
});

describe("one share of several", () => {
  it.each([
    ["@a^{\\nabla} = @y^{\\nabla}", "@a^{\\nabla} \\mathrel{+}= @y^{\\nabla}"],
    ["@x_i = [@x_i = @y_j]", "@x_i \\mathrel{+}= [@x_i = @y_j]"],
    ["@x = \\mathbf 0, \\; \\text{then} \\; @x_k \\mathrel{+}= @y", "@x_k \\mathrel{+}= @y"],
  ])("%s is added", (latex, shared) => expect(asShare(latex)).toBe(shared));

  it("stands with dots for the others, before what is said of its indices", () => {
    expect(withOthers("= @y_i")).toBe("= @y_i + \\cdots");
    expect(withOthers("= @y_j\\, 1, \\quad i \\to j")).toBe(
      "= @y_j\\, 1 + \\cdots, \\quad i \\to j",
    );
  });
});

describe("an op's constants in its formulas", () => {
  const forward = "@y = @x^n, \\quad n = \\text{exponent}";

  it.each([
    [forward, 3, "@y = @x^{3}"],
    ["n\\,@n^{n-1} \\cap x_n", 3, "{3}\\,@n^{{2}} \\cap x_{3}"],
    ["n\\,@x^{n-1}", 2, "{2}\\,@x"],
    ["n\\,@x^{n-1}", -1, "{-1}\\,@x^{{-2}}"],
    ["@x^n", -1.5e-7, "@x^{-1.5\\cdot 10^{-7}}"],
  ])("%s with the exponent %d", (latex, exponent, filled) => {
    expect(putConstants(latex, forward, { exponent })).toBe(filled);
  });

  it("stay letters where the program has no number for them", () => {
    expect(putConstants(forward, forward, { exponent: null })).toBe(forward);
  });

  it("are found by their words, and no change falls away", () => {
    expect(putConstants("\\max(@x, \\mathit{min\\_val})", "", { min_val: -1 })).toBe(
      "\\max(@x, {-1})",
    );
    const variance = "\\frac1{n - c}, \\quad c = \\text{correction}";
    expect(putConstants("\\frac1{n - c}", variance, { correction: 0 })).toBe("\\frac1{n}");
    expect(putConstants("\\frac1{n - c}", variance, { correction: 1 })).toBe("\\frac1{n - {1}}");
  });
});

describe("withoutSummands", () => {
  const latex = "@y_{nop} = @bias_o + \\sum_{c} @weight_{oc} @x_{nc}";

  it("leaves out what a call was not given", () => {
    const short = "@y_{nop} = \\sum_{c} @weight_{oc} @x_{nc}";
    expect(withoutSummands(latex, ["bias"])).toBe(short);
    expect(withoutSummands("@y = @bias_{c} + @x", ["bias"])).toBe("@y = @x");
  });

  it("leaves everything else", () => {
    expect(withoutSummands(latex, [])).toBe(latex);
    expect(withoutSummands(latex, ["mask", "weight"])).toBe(latex);
  });
});

describe("underShapes", () => {
  const shapes = new Map([
    ["y", "3"],
    ["W", "3×2"],
  ]);
  const under = (shape: string, tensor: string): string =>
    `\\underset{\\text{${shape}}}{${tensor}}`;

  it("writes a shape under each tensor, once", () => {
    expect(underShapes("@y = @W @x + @y", shapes)).toBe(
      `${under("3", "@y")} = ${under("3×2", "@W")} @x + @y`,
    );
  });

  it("takes a gradient for a tensor of its own", () => {
    expect(underShapes("@W^{\\nabla} = @y^{\\nabla} @W", shapes)).toBe(
      `${under("3×2", "@W^{\\nabla}")} = ${under("3", "@y^{\\nabla}")} ${under("3×2", "@W")}`,
    );
  });

  it("leaves elements and what stands in a fraction or an exponent alone", () => {
    expect(underShapes("@y_i = \\frac{@W}{2}", shapes)).toBe("@y_i = \\frac{@W}{2}");
  });
});

describe("ofNumbers", () => {
  it.each([
    ["@y = @a \\otimes @b", "@y = @a \\cdot @b"],
    [
      "@x^{\\nabla}_i = \\frac{\\partial l}{\\partial @x_i}",
      "@x^{\\nabla} = \\frac{\\partial l}{\\partial @x}",
    ],
    [
      "= \\sum_j @y^{\\nabla}_j \\frac{\\partial @y_j}{\\partial @x_i}",
      "= @y^{\\nabla} \\frac{\\partial @y}{\\partial @x}",
    ],
    ["= @y^{\\nabla}_i \\, n\\,@x_i^{n-1}", "= @y^{\\nabla} \\, n\\,@x^{n-1}"],
    [
      "= @y^{\\nabla}_i \\, \\left[\\mathit{min} \\le @x_i\\right]",
      "= @y^{\\nabla} \\, \\left[\\mathit{min} \\le @x\\right]",
    ],
  ])("writes %s as %s", (latex, plain) => {
    expect(ofNumbers(latex)).toBe(plain);
  });
});
