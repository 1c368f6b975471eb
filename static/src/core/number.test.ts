import { describe, expect, test } from "vitest";
import type { Num } from "./document.ts";
import { numbers } from "./fixtures/build.ts";
import {
  formatCell,
  formatExact,
  formatNumber,
  formatWithin,
  fromNumber,
  shapeText,
  toNumber,
} from "./number.ts";

describe("formatNumber writes at most four significant digits", () => {
  test.each<[Num, string]>([
    [0, "0"],
    [-0, "−0"],
    [1, "1"],
    [-1, "−1"],
    [2.16395, "2.164"],
    [-80.393, "−80.39"],
    [0.253, "0.253"],
    [0.1 + 0.2, "0.3"],
    [1234, "1234"],
    [1234.56, "1235"],
    [9999, "9999"],
    [9999.7, "1e4"],
    [12344, "1.234e4"],
    [-1e21, "−1e21"],
    [0.001234, "0.001234"],
    [0.00099999, "0.001"],
    [0.00012, "1.2e−4"],
    [-1.2e-7, "−1.2e−7"],
    [5e-324, "4.941e−324"],
    [1.7976931348623157e308, "1.798e308"],
    ["NaN", "NaN"],
    ["Infinity", "∞"],
    ["-Infinity", "−∞"],
  ])("%s is %s", (num, text) => expect(formatNumber(num)).toBe(text));

  test("or as many as asked for", () => {
    expect(formatNumber(Math.PI, 2)).toBe("3.1");
    expect(formatNumber(Math.PI, 8)).toBe("3.1415927");
    expect(formatNumber(123456.789, 8)).toBe("123456.79");
  });

  test("and is never further off than those digits", () => {
    const next = numbers(7);
    for (let row = 0; row < 500; row++) {
      const value = (next() - 0.5) * 10 ** (next() * 40 - 20);
      const read = Number(formatNumber(value).replaceAll("−", "-"));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 5.01e-4);
    }
  });
});

describe("formatWithin gives up digits before room", () => {
  test.each<[Num, number, string]>([
    [-0.003145, 8, "−0.00314"],
    [-0.003145, 9, "−0.003145"],
    [0.002, 8, "0.002"],
    [123456.789, 8, "1.235e5"],
    [123456.789, 6, "1.23e5"],
    [-1.2345e-107, 8, "−1e−107"],
    [1234567, 2, "1e6"],
    ["-Infinity", 8, "−∞"],
  ])("%s in %d characters is %s", (num, width, text) => {
    expect(formatWithin(num, width)).toBe(text);
  });
});

describe("formatExact", () => {
  test.each<[Num, string]>([
    [0.1, "0.1"],
    [0.1 + 0.2, "0.30000000000000004"],
    [-0, "−0"],
    [-1e-7, "−1e−7"],
    [1e300, "1e300"],
    ["NaN", "NaN"],
    ["-Infinity", "−∞"],
  ])("%s is %s", (num, text) => expect(formatExact(num)).toBe(text));

  test("tells every float64 from its neighbours", () => {
    const next = numbers(3);
    for (let row = 0; row < 500; row++) {
      const value = (next() - 0.5) * 10 ** (next() * 600 - 300);
      expect(Number(formatExact(value).replaceAll("−", "-"))).toBe(value);
    }
  });
});

describe("formatCell fits a cell of a grid", () => {
  test.each<[Num, string]>([
    [0.8146, "0.81"],
    [-0.0921, "−0.09"],
    [0.5, "0.50"],
    [2, "2"],
    [-12, "−12"],
    [12.345, "12.35"],
    [-12.345, "−12.3"],
    [123.456, "123.5"],
    [1234.56, "1235"],
    [-1234.56, "−1235"],
    [99999.4, "99999"],
    [123456, "1e5"],
    [0.00012, "1e−4"],
    [0.004, "4e−3"],
    [0.005001, "0.01"],
    [0, "0"],
    [-0, "−0"],
    ["NaN", "NaN"],
    ["Infinity", "∞"],
  ])("%s is %s", (num, text) => expect(formatCell(num)).toBe(text));

  test("at most six characters for any float64 between 1e-99 and 1e99", () => {
    const next = numbers(5);
    for (let row = 0; row < 500; row++) {
      const value = (next() - 0.5) * 10 ** (next() * 196 - 98);
      expect(formatCell(value).length).toBeLessThanOrEqual(6);
    }
  });
});

test.each<[number[], string]>([
  [[], "scalar"],
  [[4], "4"],
  [[3, 2], "3 × 2"],
  [[2, 0, 5], "2 × 0 × 5"],
])("shape %s reads %s", (shape, text) => expect(shapeText(shape)).toBe(text));

test.each<[number, Num]>([
  [1.5, 1.5],
  [-0, -0],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [Number.NEGATIVE_INFINITY, "-Infinity"],
])("%s travels as %s and comes back", (value, num) => {
  expect(fromNumber(value)).toBe(num);
  expect(toNumber(num)).toBe(value);
});
