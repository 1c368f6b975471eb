import { expect, test } from "vitest";
import { digest } from "./digest.ts";

test("Equal texts have the same digest, and what differs in a letter has another", () => {
  const texts = Array.from({ length: 20_000 }, (_, number) => `{"node":${number},"main":66}`);
  expect(new Set(texts.map(digest)).size).toBe(texts.length);
  expect(texts.map((text) => digest(`${text}`))).toEqual(texts.map(digest));
});

test("Order and place count", () => {
  const turned = ["ab", "ba", "a b", "b a", "a", "", "\u00e9", "\u0119", "e"];
  expect(new Set(turned.map(digest)).size).toBe(turned.length);
});

test("A digest is short, however long the text", () => {
  expect(digest("x".repeat(1_000_000)).length).toBeLessThan(32);
});
