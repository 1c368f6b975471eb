import { describe, expect, it } from "vitest";
import type { Timeline } from "../../core/timeline.ts";
import { dotPixel, fromPixel, layRails, toPixel, writeRails } from "./rails.ts";

/** Two passes, of 4 and 6 stops. */
const timeline: Timeline = {
  stops: [],
  marks: [
    { pass: 0, mode: "forward", first: 0, last: 3 },
    { pass: 1, mode: "reverse", first: 4, last: 9 },
  ],
};
const rails = layRails(timeline, 536);

/** A loop of so many rounds, each of a forward and a backward pass of two stops. */
function loopOf(rounds: number): Timeline {
  const marks = Array.from({ length: 2 * rounds }, (_, index) => ({
    pass: index % 2 === 0 ? 0 : (index + 1) / 2,
    mode: index % 2 === 0 ? ("forward" as const) : ("reverse" as const),
    first: 2 * index,
    last: 2 * index + 1,
  }));
  return { stops: [], marks };
}

describe("the rails of many passes", () => {
  it.each([3, 20, 500])("of %d rounds stay within the track, one after the other", (rounds) => {
    const many = layRails(loopOf(rounds), 800);
    expect(many.at(-1)?.to).toBeCloseTo(800, 9);
    many.forEach(({ from, to }, index) => {
      expect(to).toBeGreaterThan(from);
      expect(from).toBeGreaterThanOrEqual(many[index - 1]?.to ?? 0);
    });
  });

  it("bring the pointer back to where it was", () => {
    const many = layRails(loopOf(20), 800);
    for (let stop = 0; stop < 80; stop++)
      expect(fromPixel(many, toPixel(many, { stop, t: 1 }))).toEqual({ stop, t: 1 });
  });

  const written = (rounds: number): string[] => {
    const many = layRails(loopOf(rounds), 800);
    return writeRails(many, 800, ({ mark }) =>
      mark.mode === "forward" ? ["forward"] : ["backward from loss", "backward"],
    );
  };

  it("have names where there is room, short ones where there is less", () => {
    expect(written(2)).toEqual(["forward", "backward from loss", "forward", "backward from loss"]);
    expect(written(4).slice(0, 2)).toEqual(["forward", "backward"]);
  });

  it("count their rounds where there is none", () => {
    expect(written(20).filter((_, index) => index % 2 === 0)).toEqual(
      Array.from({ length: 20 }, (_, round) => String(round + 1)),
    );
    expect(
      written(20)
        .filter((_, index) => index % 2 === 1)
        .join(""),
    ).toBe("");
    const numbers = written(100).filter((text) => text !== "");
    expect(numbers.slice(0, 3)).toEqual(["1", "5", "10"]);
  });
});

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
