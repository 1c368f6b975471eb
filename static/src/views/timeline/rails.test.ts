import { describe, expect, it } from "vitest";
import type { Timeline } from "../../core/timeline.ts";
import { dotPixel, fromPixel, layRails, toPixel } from "./rails.ts";

/** Two passes, of 4 and 6 stops. */
const timeline: Timeline = {
  stops: [],
  marks: [
    { pass: 0, mode: "forward", first: 0, last: 3 },
    { pass: 1, mode: "reverse", first: 4, last: 9 },
  ],
};
const rails = layRails(timeline, 536);

describe("the rails of the timeline", () => {
  it("share the width by their stops and leave a gap", () => {
    expect(rails.map(({ from, to }) => [from, to])).toEqual([
      [0, 200],
      [236, 536],
    ]);
  });

  it("put the start at the left end and the end at the right end", () => {
    expect(toPixel(rails, { stop: 0, t: 0 })).toBe(0);
    expect(toPixel(rails, { stop: 10, t: 0 })).toBe(536);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("rest stop %d on its dot, there and back", (stop) => {
    const pixel = toPixel(rails, { stop, t: 1 });
    const rail = rails[stop < 4 ? 0 : 1];
    expect(rail && dotPixel(rail, stop)).toBe(pixel);
    expect(fromPixel(rails, pixel)).toEqual({ stop, t: 1 });
  });

  it("never goes back while the pointer goes on", () => {
    let before = -1;
    for (let x = 0; x <= 536; x++) {
      const { stop, t } = fromPixel(rails, x);
      expect(stop + t).toBeGreaterThanOrEqual(before);
      before = stop + t;
    }
  });

  it.each([
    [-50, { stop: 0, t: 0 }],
    [9999, { stop: 9, t: 1 }],
  ])("takes a pointer at %d for the nearest end", (x, position) => {
    expect(fromPixel(rails, x)).toEqual(position);
  });

  it("has a place even without passes", () => {
    expect(toPixel([], { stop: 0, t: 0 })).toBe(0);
    expect(fromPixel([], 12)).toEqual({ stop: 0, t: 0 });
  });
});
