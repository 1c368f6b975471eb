import { describe, expect, test } from "vitest";
import { contrast, meanColor, paint, scaleColor, scaleLimit } from "./color.ts";

const bytes = (css: string) => (css.match(/\d+/g) ?? []).map(Number) as [number, number, number];

describe("the value scale", () => {
  test("has the three colours of the design at its ends and its middle", () => {
    expect(paint(-2, 2).fill).toBe("rgb(33, 102, 172)");
    expect(paint(0, 2).fill).toBe("rgb(247, 247, 244)");
    expect(paint(2, 2).fill).toBe("rgb(178, 24, 43)");
  });

  test("is centred on zero whatever the limit, also where nothing differs from zero", () => {
    for (const limit of [0, 1e-300, 1, 1e300])
      expect(scaleColor(0, limit)).toEqual([247, 247, 244]);
  });

  test("shows small values more strongly than a linear scale would", () => {
    const [red] = scaleColor(-0.1, 1);
    const linear = 247 + (33 - 247) * 0.1;
    expect(red).toBeLessThan(linear - 15);
  });

  test("gets stronger with size on either side, and stays at the end beyond the limit", () => {
    for (const sign of [-1, 1]) {
      const greens = [0, 0.2, 0.4, 0.6, 0.8, 1].map((size) => scaleColor(sign * size, 1)[1]);
      expect(greens).toEqual([...greens].sort((a, b) => b - a));
      expect(scaleColor(sign * 5, 1)).toEqual(scaleColor(sign, 1));
    }
  });

  test("can be read everywhere: text has a contrast of 4.5 : 1 on every colour", () => {
    for (let step = -1000; step <= 1000; step++) {
      const { fill, ink } = paint(step / 1000, 1);
      expect(contrast(bytes(fill), bytes(ink))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("marks what is no finite number, without using zero's colour for it", () => {
    expect(paint("NaN", 1)).toMatchObject({ mark: "nan" });
    expect(paint("Infinity", 1)).toMatchObject({ mark: "infinity", fill: paint(1, 1).fill });
    expect(paint("-Infinity", 1)).toMatchObject({ mark: "infinity", fill: paint(-1, 1).fill });
    expect(paint(0.5, 1).mark).toBeNull();
    expect(paint("NaN", 1).fill).not.toBe(paint(0, 1).fill);
  });
});

describe("meanColor", () => {
  test("of equal values is theirs, of opposite ones lies between theirs", () => {
    expect(meanColor([2, 2, 2], 2)).toEqual(scaleColor(2, 2));
    const [one, other] = [scaleColor(2, 2), scaleColor(-2, 2)];
    expect(meanColor([2, -2], 2)).toEqual(
      one.map((part, k) => Math.round((part + (other[k] ?? 0)) / 2)),
    );
  });
});

describe("scaleLimit", () => {
  test("is the largest finite size", () => {
    const arrays = [
      { shape: [2], data: [1, -3] },
      { shape: [3], data: ["NaN" as const, "-Infinity" as const, 2] },
    ];
    expect(scaleLimit(arrays)).toBe(3);
  });

  test("takes a summary's ends", () => {
    const summary = { min: -7, max: 2, mean: 0, std: 1, nan: 0, inf: 0, zero: 0 };
    const thumbnail = { shape: [1, 1], data: [0] };
    expect(scaleLimit([{ shape: [1000], summary, thumbnail }])).toBe(7);
  });

  test("is zero for nothing", () => {
    expect(scaleLimit([])).toBe(0);
    expect(scaleLimit([{ shape: [0], data: [] }])).toBe(0);
  });
});

test("contrast is that of WCAG", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 5);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.478, 3);
});
