import { describe, expect, test } from "vitest";
import { graphOf } from "./fixtures/read.ts";
import { frame } from "./frame.ts";
import { reasonOf } from "./reason.ts";

const fan = graphOf("fan-out");
const { steps } = fan.document;

/** Why an op fires or waits when the given row is over. */
function reasonAfter(row: number, op: string): string {
  const found = fan.ops.get(op);
  return found ? reasonOf(fan, frame(fan, row, 1), found) : "";
}

const rowOf = (kind: string, op: string) =>
  steps.findIndex(([, found, id]) => found === kind && id === op);

describe("an op of a fan-out", () => {
  test("waits for the inputs that are not there", () => {
    const last = fan.document.ops.at(-1);
    expect(reasonAfter(0, last?.id ?? "")).toMatch(/^waits for /);
  });

  test("may fire as soon as its input is there", () => {
    expect(reasonAfter(0, "b:sin")).toBe("may fire: x is there");
  });

  test("says how many contributions its way back waits for", () => {
    const reasons = steps.map((_, row) => fan.document.ops.map(({ id }) => reasonAfter(row, id)));
    const waits = reasons.flat().filter((reason) => reason.includes("way back"));
    expect(waits.length).toBeGreaterThan(0);
    for (const reason of waits)
      expect(reason).toMatch(
        /waits for (the contribution|\d of \d contributions|the backward pass)/,
      );
  });

  test("may fire backward when the last has arrived, fires, and has sent all", () => {
    const row = rowOf("backward", "b:sin");
    expect(reasonAfter(row - 1, "b:sin")).toBe("may fire backward: the gradient of b is complete");
    expect(reasonAfter(row, "b:sin")).toBe("fires now, because the gradient of b is complete");
    expect(reasonAfter(steps.length - 1, "b:sin")).toMatch(/has sent all|fires now/);
  });
});
