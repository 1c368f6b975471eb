import { expect, test } from "vitest";
import { readSeed } from "./seed.ts";

test.each([
  ["7", 7],
  [" 4_294_967_295 ", 2 ** 32 - 1],
  ["", null],
  ["4294967296", "A seed is a whole number from 0 to 4294967295."],
  ["−1", "A seed is a whole number from 0 to 4294967295."],
  ["0.5", "A seed is a whole number from 0 to 4294967295."],
  ["red", "This is not a number. Write it as 1.5, −0.25 or 2e−3."],
])("a seed typed as %j", (text, read) => expect(readSeed(text)).toEqual(read));
