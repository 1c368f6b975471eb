import { describe, expect, it } from "vitest";
import { parseNumbers, parseRows } from "./network_rows.ts";

describe("the rows of the network form", () => {
  it("are numbers, an arrow, numbers", () => {
    expect(parseRows("1.2, -0.7 -> 1\n\n-.5 8e-1 → 0 2\n")).toEqual({
      inputs: [
        [1.2, -0.7],
        [-0.5, 0.8],
      ],
      targets: [[1], [0, 2]],
    });
  });

  it.each([
    ["", "Give at least one row of data."],
    ["1, 2", "Row 1 needs one arrow: inputs -> targets."],
    ["1 -> 2\n1 -> 2 -> 3", "Row 2 needs one arrow: inputs -> targets."],
    ["1 -> two", "Row 1: “two” is not a number."],
    ["Infinity -> 1", "Row 1: “Infinity” is not a number."],
  ])("refuse %j", (text, message) => {
    expect(() => parseRows(text)).toThrow(message);
  });

  it("take the minus sign of typography", () => {
    expect(parseNumbers("−3, 4", "Units")).toEqual([-3, 4]);
  });
});
