import { describe, expect, it } from "vitest";
import { gallery, starters } from "./index.ts";

const examples = gallery.flatMap((group) => group.examples);

describe("the gallery", () => {
  it("holds a dozen programs or more, each with an id, a title and a program of its own", () => {
    expect(examples.length).toBeGreaterThanOrEqual(12);
    for (const pick of ["id", "title", "source"] as const) {
      expect(new Set(examples.map((example) => example[pick])).size).toBe(examples.length);
    }
  });

  it("offers three of them to an empty editor", () => {
    expect(starters).toHaveLength(3);
    expect(starters.every((starter) => examples.includes(starter))).toBe(true);
  });
});
