import { describe, expect, it } from "vitest";
import type { Handle } from "./handles.ts";
import { moveByKey, onStep } from "./row.ts";
import { readNumber } from "./typed.ts";

const handle: Handle = {
  key: "0:x",
  tensor: "x",
  name: "x",
  group: "input",
  kind: "real",
  value: 0.5,
  range: [-1, 1],
  step: 0.01,
  given: 0.5,
  moved: false,
  with: (value) => value,
};

const press = (key: string, shiftKey = false): KeyboardEvent =>
  ({ key, shiftKey }) as unknown as KeyboardEvent;

describe("a key on a slider", () => {
  it.each([
    ["ArrowRight", false, 0.6],
    ["ArrowUp", true, 0.51],
    ["ArrowLeft", false, 0.4],
    ["ArrowDown", true, 0.49],
    ["PageUp", false, 1],
    ["PageDown", false, -0.5],
    ["PageDown", true, 0.4],
    ["Home", false, -1],
    ["End", false, 1],
    ["a", false, null],
  ])("%s (Shift: %s) moves it to %s", (key, shift, place) => {
    expect(moveByKey(handle, press(key, shift))).toBe(place);
  });

  it("moves a whole number from one to the next", () => {
    const whole: Handle = { ...handle, kind: "whole", value: 2, range: [0, 4], step: 1 };
    expect(moveByKey(whole, press("ArrowRight"))).toBe(3);
    expect(moveByKey(whole, press("ArrowLeft", true))).toBe(1);
  });
});

it.each([
  [0.1 + 0.2, 0.01, 0.3],
  [-2.71449, 0.001, -2.714],
  [1234.6, 10, 1230],
])("a step of %d by %d is %d", (value, step, expected) => {
  expect(onStep(value, step)).toBe(expected);
});

describe("a number that is typed", () => {
  it.each([
    ["1.5", 1.5],
    [" −0.25 ", -0.25],
    ["2e-3", 0.002],
    [".5", 0.5],
    ["1e3", 1000],
    ["1 000", 1000],
    ["-0", -0],
    ["", null],
  ])("is read: %j", (text, number) => {
    expect(readNumber(text, "real")).toBe(number);
  });

  it.each(["NaN", "inf", "−∞", "1e999", "one", "0x10", "1,5", "1.2.3"])(
    "is refused with a sentence: %s",
    (text) => {
      expect(readNumber(text, "real")).toMatch(/^[A-Z].*[.]$/);
    },
  );

  it("is whole where only whole numbers mean anything", () => {
    expect(readNumber("3", "whole")).toBe(3);
    expect(readNumber("3.5", "whole")).toMatch(/whole/);
  });
});
