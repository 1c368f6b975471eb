import { describe, expect, it } from "vitest";
import {
  brightness,
  guessOrder,
  imageForm,
  imageSize,
  pixelAt,
  pixelsOf,
  readAs,
} from "./images.ts";

describe("images", () => {
  it("are tensors of rank 3 and 4 with one or three channels", () => {
    expect(imageForm([8, 6, 3], "last")).toEqual({ height: 8, width: 6, channels: 3, count: 1 });
    expect(imageForm([5, 1, 8, 6], "first")).toEqual({
      height: 8,
      width: 6,
      channels: 1,
      count: 5,
    });
    expect(imageForm([8, 6, 4], "last")).toBeNull();
    expect(imageForm([8, 6], "last")).toBeNull();
    expect(imageForm([3, 1, 6], "first")).toBeNull();
  });

  it("are guessed from the shape", () => {
    expect(guessOrder([8, 6, 3])).toBe("last");
    expect(guessOrder([2, 3, 8, 6])).toBe("first");
    expect(guessOrder([3, 8, 3])).toBe("first");
    expect(guessOrder([4, 5, 6])).toBeNull();
  });

  it("keep height and width where they are read in the wrong order", () => {
    expect(readAs([8, 6, 3], "first")).toEqual({
      form: { height: 8, width: 6, channels: 3, count: 1 },
      wrong: true,
    });
    expect(readAs([8, 6, 3], "last")?.wrong).toBe(false);
    expect(readAs([4, 5, 6], "last")).toBeNull();
  });

  it("find a channel of a pixel where the order puts it", () => {
    const form = { height: 2, width: 2, channels: 3, count: 1 } as const;
    expect(pixelAt(form, "last", 1, 0, 2)).toBe(8);
    expect(pixelAt(form, "first", 1, 0, 2)).toBe(10);
    expect(imageSize(form)).toBe(12);
  });

  it("take black and white from the range that is usual, else from the numbers", () => {
    expect(brightness(0, 0.9)).toEqual([0, 1]);
    expect(brightness(0, 200)).toEqual([0, 255]);
    expect(brightness(0, 3.7)).toEqual([0, 3.7]);
    expect(brightness(-2, 3)).toEqual([-2, 3]);
    expect(brightness(7.5, 7.5)).toEqual([6.5, 8.5]);
  });

  it("become bytes, and leave out what is no number", () => {
    const form = { height: 1, width: 2, channels: 3, count: 1 } as const;
    expect([...pixelsOf([1, 0, 0.5, "NaN", 0, 0], form, "last", [0, 1])]).toEqual([
      255, 0, 128, 255, 0, 0, 0, 0,
    ]);
    const grey = { height: 1, width: 2, channels: 1, count: 1 } as const;
    expect([...pixelsOf([0, 1], grey, "first", [0, 1])]).toEqual([
      0, 0, 0, 255, 255, 255, 255, 255,
    ]);
  });
});
