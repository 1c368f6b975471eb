import { describe, expect, it } from "vitest";
import { chooseLetters, fillPlaceholders, identifierLatex } from "./notation.ts";

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
    ["y2'", "y_{2}'"],
  ])("writes %s as %s", (name, latex) => {
    expect(identifierLatex(name)).toBe(latex);
  });

  it("lets no command through", () => {
    expect(identifierLatex("\\href{evil}")).toBe("\\mathit{hrefevil}");
  });
});

describe("fillPlaceholders", () => {
  it("puts names in, in braces where they are longer than a letter", () => {
    const names = new Map([
      ["x", "k"],
      ["y", "loss"],
    ]);
    expect(fillPlaceholders("@y = \\sigma(@x_i)", names)).toBe("{\\mathit{loss}} = \\sigma(k_i)");
  });

  it("keeps the letter of what has no name", () => {
    const names = new Map<string, string | null>([["x", null]]);
    expect(fillPlaceholders("@x^{\\nabla}", names)).toBe("x^{\\nabla}");
  });

  it("finds a free letter where the own one is taken", () => {
    const names = new Map<string, string | null>([
      ["a", "b"],
      ["b", null],
    ]);
    expect(fillPlaceholders("@a @b", names)).toBe("b u");
    expect([...chooseLetters(names)]).toEqual([
      ["a", "b"],
      ["b", "u"],
    ]);
  });
});
