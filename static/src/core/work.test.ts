import { expect, test } from "vitest";
import { shareOf, type Stage, wordsOf } from "./work.ts";

const progress = (counts: Partial<Stage & { kind: "progress" }>): Stage => ({
  kind: "progress",
  phase: "forward",
  ops: 0,
  passes: 0,
  ...counts,
});

test.each([
  [null, "Running"],
  [{ kind: "started" }, "Running"],
  [{ kind: "queued", place: 1 }, "Waiting: the next turn is yours"],
  [{ kind: "queued", place: 2 }, "Waiting: 1 program before yours"],
  [{ kind: "queued", place: 1235 }, "Waiting: 1,234 programs before yours"],
  [progress({}), "Running: 0 ops so far"],
  [progress({ ops: 1, line: 3 }), "Line 3: 1 op so far"],
  [progress({ ops: 4311, line: 12 }), "Line 12: 4,311 ops so far"],
  [progress({ ops: 4311, line: 12, passes: 1 }), "Line 12: 4,311 ops so far"],
  [
    progress({ phase: "backward", ops: 90, line: 5, passes: 17, done: 1, of: 5 }),
    "Line 5: 90 ops and 17 backward passes so far",
  ],
  [
    progress({ phase: "backward", passes: 1, done: 803, of: 4803 }),
    "Backward: 803 of 4,803 tensors reached",
  ],
  [
    progress({ phase: "document", passes: 1, done: 5, of: 10 }),
    "Writing down what happened: 5 of 10 entries",
  ],
] satisfies [Stage | null, string][])("%j is said in words", (stage, words) => {
  expect(wordsOf(stage)).toBe(words);
});

test("a share is told where all of a part is known", () => {
  expect(shareOf(null)).toBeNull();
  expect(shareOf({ kind: "queued", place: 1 })).toBeNull();
  expect(shareOf(progress({ ops: 5 }))).toBeNull();
  expect(shareOf(progress({ phase: "backward", passes: 1, done: 1, of: 4 }))).toBe(0.25);
  expect(shareOf(progress({ phase: "backward", passes: 2, done: 1, of: 4 }))).toBeNull();
  expect(shareOf(progress({ phase: "document", passes: 2, done: 3, of: 4 }))).toBe(0.75);
});
