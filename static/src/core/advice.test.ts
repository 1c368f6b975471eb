import { describe, expect, it } from "vitest";
import { advice, pullOf, wayOf } from "./advice.ts";

describe("advice", () => {
  it("goes against the gradient", () => {
    expect([
      wayOf(2),
      wayOf(-1e-300),
      wayOf(0),
      wayOf(-0),
      wayOf("NaN"),
      wayOf("-Infinity"),
    ]).toEqual(["down", "up", "none", "none", "unknown", "up"]);
  });

  it("says how strongly", () => {
    expect([4, 1.9, 0.3, 0, "NaN", "Infinity"].map((one) => pullOf(one as number, 4))).toEqual([
      3, 2, 1, 0, 0, 3,
    ]);
  });

  it("is one sentence about this number", () => {
    expect(advice("w", 3, 2, "loss")).toBe(
      "To lower loss, decrease w, since its gradient is positive. By 0.1, loss changes by about −0.2.",
    );
    expect(advice("w[0]", -0.4, -5, "l")).toContain(
      "increase w[0], since its gradient is negative",
    );
    expect(advice("w", 1, 0, "loss")).toContain("does not change loss");
    expect(advice("w", 1, "NaN", "loss")).toContain("NaN");
  });
});
