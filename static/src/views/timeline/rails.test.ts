import { describe, expect, it } from "vitest";
import type { PassMark } from "../../core/timeline.ts";
import { dotPixel, fromPixel, layRails, toPixel, writeRails } from "./rails.ts";

/** Two passes, of 4 and 6 steps. */
const rails = layRails(
  [
    { pass: 0, mode: "forward", first: 0, last: 3 },
    { pass: 1, mode: "reverse", first: 4, last: 9 },
  ],
  536,
);

/** A loop of so many rounds, each of a forward and a backward pass of two steps. */
function loopOf(rounds: number): PassMark[] {
  return Array.from({ length: 2 * rounds }, (_, index) => ({
    pass: index % 2 === 0 ? 0 : (index + 1) / 2,
    mode: index % 2 === 0 ? ("forward" as const) : ("reverse" as const),
    first: 2 * index,
    last: 2 * index + 1,
  }));
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
    for (let place = 1; place <= 80; place++)
      expect(fromPixel(many, toPixel(many, place))).toEqual({ place, rests: true });
  });

  it("keep the passes of a round together", () => {
    const [forward, backward, next] = layRails(loopOf(3), 800);
    const inner = (backward?.from ?? 0) - (forward?.to ?? 0);
    expect(inner).toBeLessThan(((next?.from ?? 0) - (backward?.to ?? 0)) / 2);
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
  it("share the width by their steps and leave a gap", () => {
    expect(rails.map(({ from, to }) => [from, to])).toEqual([
      [0, 200],
      [236, 536],
    ]);
  });

  it("put the start at the left end and the end at the right end", () => {
    expect(toPixel(rails, 0)).toBe(0);
    expect(toPixel(rails, 10)).toBe(536);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("rest step %d on its dot, there and back", (step) => {
    const pixel = toPixel(rails, step + 1);
    const rail = rails[step < 4 ? 0 : 1];
    expect(rail && dotPixel(rail, step)).toBe(pixel);
    expect(fromPixel(rails, pixel)).toEqual({ place: step + 1, rests: true });
  });

  it("never goes back while the pointer goes on", () => {
    let before = -1;
    for (let x = 0; x <= 536; x++) {
      const { place } = fromPixel(rails, x);
      expect(place).toBeGreaterThanOrEqual(before);
      before = place;
    }
  });

  it.each([
    [-50, 0],
    [9999, 10],
  ])("takes a pointer at %d for the nearest end", (x, place) => {
    expect(fromPixel(rails, x)).toEqual({ place, rests: true });
  });

  it("has a place even without passes", () => {
    expect(toPixel([], 0)).toBe(0);
    expect(fromPixel([], 12).place).toBe(0);
  });
});
