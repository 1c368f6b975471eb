import { describe, expect, test } from "vitest";
import { pointOnRoute, routeLength, routePath, traceStretch } from "./curve.ts";
import type { Direction, Point, Route } from "./scene.ts";

function route(points: [number, number][], across?: boolean): Route {
  const plain = { key: "o:0:in", op: "o", slot: 0, tensor: "t", direction: "in" as const };
  const corners = points.map(([x, y]): Point => ({ x, y }));
  return { ...plain, points: corners, ...(across && { across }) };
}

const along = (given: Route, direction: Direction, count = 40) =>
  Array.from({ length: count + 1 }, (_, index) => pointOnRoute(given, direction, index / count));

/** A pen that writes down what it draws. */
function scribe() {
  const written: string[] = [];
  const write =
    (letter: string) =>
    (...numbers: number[]): void => {
      const pairs = numbers.map((number) => Math.round(number * 100) / 100).join(" ");
      written.push(letter + pairs);
    };
  return { written, moveTo: write("M"), lineTo: write("L"), bezierCurveTo: write("C") };
}

describe("the path", () => {
  test.each<[string, [number, number][], boolean]>([
    [
      "straight",
      [
        [0, 5],
        [20, 5],
      ],
      false,
    ],
    [
      "bent",
      [
        [0, 0],
        [20, 10],
        [45, 10.123],
        [60, -3],
      ],
      false,
    ],
    [
      "turning into the next row",
      [
        [0, 0],
        [50, 10],
        [50, 80],
        [0, 80],
      ],
      false,
    ],
    [
      "across",
      [
        [0, 0],
        [20, 10],
      ],
      true,
    ],
  ])("is the same with a pen: %s", (_, points, across) => {
    for (const direction of ["left-right", "bottom-top"] as const) {
      const pen = scribe();
      const curve = route(points, across);
      for (let index = 0; index + 1 < points.length; index++) {
        traceStretch(curve, direction, index, pen);
        // Each stretch begins where the one before has ended.
        if (index > 0) pen.written.splice(-2, 1);
      }
      expect(pen.written.join("")).toBe(routePath(curve, direction));
    }
  });

  test("is straight where it is too short for a bend to be seen", () => {
    const bent = route([
      [0, 0],
      [2, 1],
      [40, 20],
    ]);
    const pen = scribe();
    for (const index of [0, 1]) traceStretch(bent, "left-right", index, pen, 3);
    expect(pen.written).toEqual(["M0 0", "L2 1", "M2 1", "C21 1 21 20 40 20"]);
  });

  test("is a line where nothing bends", () => {
    expect(
      routePath(
        route([
          [0, 5],
          [20, 5],
        ]),
        "left-right",
      ),
    ).toBe("M0 5L20 5");
  });

  test("leaves and enters in the reading direction", () => {
    const bent = route([
      [0, 0],
      [20, 10],
    ]);
    expect(routePath(bent, "left-right")).toBe("M0 0C10 0 10 10 20 10");
    expect(routePath(bent, "bottom-top")).toBe("M0 0C0 5 20 5 20 10");
  });

  test("of an edge that runs across does the other way round", () => {
    const bent = route(
      [
        [0, 0],
        [20, 10],
      ],
      true,
    );
    expect(routePath(bent, "left-right")).toBe("M0 0C0 5 20 5 20 10");
  });

  test("joins its pieces without a corner: where two meet, both run level", () => {
    const path = routePath(
      route([
        [0, 0],
        [20, 10],
        [40, 0],
      ]),
      "left-right",
    );
    expect(path).toBe("M0 0C10 0 10 10 20 10C30 10 30 0 40 0");
  });
});

describe("the travelling point", () => {
  const winding = route([
    [0, 0],
    [20, 30],
    [60, 30],
    [90, -10],
  ]);

  test("starts and ends at the ends", () => {
    expect(pointOnRoute(winding, "left-right", 0)).toEqual({ x: 0, y: 0 });
    expect(pointOnRoute(winding, "left-right", 1)).toEqual({ x: 90, y: -10 });
    expect(pointOnRoute(winding, "left-right", 7)).toEqual({ x: 90, y: -10 });
    expect(pointOnRoute(winding, "left-right", -1)).toEqual({ x: 0, y: 0 });
  });

  test("never turns back in the reading direction", () => {
    const places = along(winding, "left-right").map(({ x }) => x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("moves evenly", () => {
    const points = along(winding, "left-right", 100);
    const paces = points.slice(1).map(({ x, y }, index) => {
      const before = points[index] as Point;
      return Math.hypot(x - before.x, y - before.y);
    });
    expect(Math.max(...paces)).toBeLessThan((routeLength(winding, "left-right") / 100) * 1.02);
    expect(Math.min(...paces)).toBeGreaterThan((routeLength(winding, "left-right") / 100) * 0.9);
  });

  test("knows the length of a line exactly, and of a bend between chord and detour", () => {
    expect(
      routeLength(
        route([
          [0, 0],
          [30, 0],
        ]),
        "left-right",
      ),
    ).toBeCloseTo(30, 9);
    const length = routeLength(
      route([
        [0, 0],
        [30, 40],
      ]),
      "left-right",
    );
    expect(length).toBeGreaterThan(50);
    expect(length).toBeLessThan(70);
  });

  test("stands still on a route without length", () => {
    expect(
      pointOnRoute(
        route([
          [4, 2],
          [4, 2],
        ]),
        "left-right",
        0.5,
      ),
    ).toEqual({ x: 4, y: 2 });
  });
});
