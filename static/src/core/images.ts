/** Tensors that can be pictures: where height, width and channels stand, and what is read as which. */
import type { Num } from "./document.ts";
import { sizeOf } from "./cells.ts";
import { toNumber } from "./number.ts";

/** Whether the numbers of a pixel stand side by side, or each channel is a sheet of its own. */
export type ChannelOrder = "last" | "first";

/** One picture in the line of numbers of a tensor. */
export interface ImageForm {
  height: number;
  width: number;
  /** 1: grey, 3: red, green and blue. */
  channels: 1 | 3;
  /** How many pictures there are, one after the other. */
  count: number;
}

/** The least side, in pixels, at which it is worth looking at a picture. */
const least = 2;

/** A shape read as pictures with this order of channels; null where it cannot be. */
export function imageForm(shape: readonly number[], order: ChannelOrder): ImageForm | null {
  if (shape.length !== 3 && shape.length !== 4) return null;
  const [a = 0, b = 0, c = 0] = shape.slice(-3);
  const [height, width, channels] = order === "last" ? [a, b, c] : [b, c, a];
  if ((channels !== 1 && channels !== 3) || height < least || width < least) return null;
  return { height, width, channels, count: shape.length === 4 ? (shape[0] ?? 0) : 1 };
}

/** The order that a shape suggests; of two that fit, channels first, as convolutions take it. */
export function guessOrder(shape: readonly number[]): ChannelOrder | null {
  const fits = (order: ChannelOrder): boolean => imageForm(shape, order) !== null;
  return fits("first") ? "first" : fits("last") ? "last" : null;
}

/**
 * The picture that a person sees who takes the tensor to have this order. Where its shape says
 * otherwise, height and width stay, and the numbers are read in the wrong order.
 */
export function readAs(
  shape: readonly number[],
  order: ChannelOrder,
): { form: ImageForm; wrong: boolean } | null {
  const own = imageForm(shape, order);
  if (own) return { form: own, wrong: false };
  const other = imageForm(shape, order === "last" ? "first" : "last");
  return other && { form: other, wrong: true };
}

/** Row-major position, within its picture, of one channel of one pixel. */
export function pixelAt(
  { height, width, channels }: ImageForm,
  order: ChannelOrder,
  row: number,
  column: number,
  channel: number,
): number {
  return order === "last"
    ? (row * width + column) * channels + channel
    : (channel * height + row) * width + column;
}

/** The size of a number over which 0 to 255 is the likelier range than its own. */
const eightBit = 32;

/** What is black and what is white, from the least and the most of the numbers. */
export function brightness(low: number, high: number): [black: number, white: number] {
  if (low >= 0 && high <= 1) return [0, 1];
  if (low >= 0 && high > eightBit && high <= 255) return [0, 255];
  return low < high ? [low, high] : [low - 1, low + 1];
}

/**
 * The pixels of one picture as bytes: red, green, blue and opacity. A pixel that holds a NaN or an
 * infinity is left out: it has no brightness.
 * @param range what is black and what is white
 */
export function pixelsOf(
  data: readonly Num[],
  form: ImageForm,
  order: ChannelOrder,
  [black, white]: readonly [number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(4 * form.height * form.width);
  for (let row = 0; row < form.height; row++) {
    for (let column = 0; column < form.width; column++) {
      const levels = [0, 1, 2].map((channel) => {
        const at = pixelAt(form, order, row, column, form.channels === 3 ? channel : 0);
        return (255 * (toNumber(data[at] ?? "NaN") - black)) / (white - black);
      });
      const seen = levels.every(Number.isFinite);
      bytes.set(seen ? [...levels, 255] : [0, 0, 0, 0], 4 * (row * form.width + column));
    }
  }
  return bytes;
}

/** How many numbers one picture takes. */
export function imageSize({ height, width, channels }: ImageForm): number {
  return sizeOf([height, width, channels]);
}
