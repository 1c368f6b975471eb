import { describe, expect, it } from "vitest";
import { compress, decompress } from "./compression.ts";

describe("compression", () => {
  it.each([
    "",
    "x",
    "x = -4.499\n2 / sin(exp(-x))\n",
    "σ → 𝒲 \u0000 \ud83e\udde0",
    "y += 1\n".repeat(5000),
  ])("gives back what it took (%#)", async (text) => {
    const packed = await compress(text);
    expect(packed).toMatch(/^[\w-]*$/);
    expect(await decompress(packed, 1 << 20)).toBe(text);
  });

  it.each(["%%%", "AAAA", "not base64 at all!", "____"])("gives null for %j", async (packed) => {
    expect(await decompress(packed, 1 << 20)).toBeNull();
  });

  it("refuses what would inflate beyond the limit", async () => {
    const packed = await compress("0".repeat(100_000));
    expect(packed.length).toBeLessThan(1000);
    expect(await decompress(packed, 99_999)).toBeNull();
    expect(await decompress(packed, 100_000)).not.toBeNull();
  });
});
