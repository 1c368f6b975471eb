import { describe, expect, it } from "vitest";
import { isFound } from "./search.ts";

const square = { id: "square", title: "x * x", about: "Together they make 2x.", source: "x * x" };

describe("looking for an example", () => {
  it("finds words of its title, its sentence, its program and its group", () => {
    for (const wanted of ["", " ", "TOGETHER", "first", "* make  steps"])
      expect(isFound(square, "First steps", wanted)).toBe(true);
  });

  it("wants all of them", () => {
    expect(isFound(square, "First steps", "together apart")).toBe(false);
  });
});
