import { describe, expect, it } from "vitest";
import { cellText, writeProduct } from "./sums.ts";

const name = (id: string): string => (id === "u" ? "W @ x" : id);
const gradient = { tensor: "k", of: "gradient", index: [0], value: -0.09210526 } as const;
const value = { tensor: "x", of: "value", index: [1], value: -0.7 } as const;

describe("sums of products", () => {
  it("name a cell by its tensor", () => {
    expect(cellText(gradient, name)).toBe("k∇[0]");
    expect(cellText({ ...value, tensor: "u" }, name)).toBe("(W @ x)[1]");
    expect(cellText({ ...value, index: [] }, name)).toBe("x");
  });

  it("multiply cells", () => {
    const term = { cells: [gradient, value], factor: 1, text: null, product: 0.0644736 };
    expect(writeProduct(term, name)).toEqual({
      symbols: ["k∇[0]", "x[1]"],
      formula: false,
      numbers: "−0.09211 · −0.7",
      product: "0.06447",
    });
    expect(writeProduct({ ...term, factor: 0.5 }, name).numbers).toBe("−0.09211 · −0.7 · 0.5");
    expect(writeProduct({ ...term, cells: [gradient] }, name).numbers).toBe("−0.09211");
  });

  it("put a factor that has a formula in the place of the values that it is made of", () => {
    const within = { ...value, within: true };
    const term = { cells: [gradient, within], factor: 0.21, text: "@x (1 - @x)", product: -0.0193 };
    const written = writeProduct(term, name);
    expect(written.symbols).toEqual(["k∇[0]"]);
    expect(written.formula).toBe(true);
    expect(written.numbers).toBe("−0.09211 · 0.21");
  });
});
