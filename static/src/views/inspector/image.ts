import { html, LitElement, nothing, type TemplateResult } from "lit";
import {
  type ChannelOrder,
  brightness,
  guessOrder,
  type ImageForm,
  imageSize,
  pixelsOf,
  readAs,
} from "../../core/images.ts";
import type { ArrayJson, Num } from "../../core/document.ts";
import { isFull } from "../../core/graph.ts";
import { toNumber } from "../../core/number.ts";
import type { Part } from "../scale.ts";
import type { FetchSlice } from "./slices.ts";
import { summarize } from "./statistics.ts";

/** How the numbers of a tensor are read as a picture. */
export interface ImageLook {
  order: ChannelOrder;
  /** Which of the pictures, from 0. */
  number: number;
}

/** Least side of a tensor that is shown as a picture unless asked for otherwise. */
const telling = 8;

/** How a tensor is shown before the person says anything; null: it cannot be a picture. */
export function firstLook(shape: readonly number[]): { look: ImageLook; asImage: boolean } | null {
  const order = guessOrder(shape);
  const form = order && readAs(shape, order)?.form;
  if (!order || !form) return null;
  return { look: { order, number: 0 }, asImage: Math.min(form.height, form.width) >= telling };
}

/** Which order the numbers are read in, and what comes of the wrong one. */
export function orderChoice(
  shape: readonly number[],
  { order }: ImageLook,
  choose: (order: ChannelOrder) => void,
): TemplateResult {
  const read = readAs(shape, order);
  const batch = shape.length === 4 ? "batch, " : "";
  const orders: [ChannelOrder, string][] = [
    ["last", `${batch}height, width, channels`],
    ["first", `${batch}channels, height, width`],
  ];
  return html`
    ${
      read?.form.channels === 3
        ? html`<div class="choice" role="group" aria-label="Order of the axes">
            ${orders.map(
              ([name, title]) =>
                html`<button
                  class="chip"
                  aria-pressed=${name === order}
                  @click=${() => choose(name)}
                >
                  ${title}
                </button>`,
            )}
          </div>`
        : nothing
    }
    <p class="about">${orderText(read, order)}</p>
  `;
}

function orderText(read: ReturnType<typeof readAs>, order: ChannelOrder): string {
  if (!read) return "";
  const { form, wrong } = read;
  const size = `${form.height} × ${form.width} pixels`;
  if (form.channels === 1) return `${size}, grey: one number each.`;
  if (!wrong)
    return order === "last"
      ? `${size}. Channels last: three numbers that stand side by side are red, green and blue of one pixel.`
      : `${size}. Channels first: a whole sheet of reds, then the greens, then the blues.`;
  return order === "last"
    ? "The shape says channels first. Read as channels last, three neighbours of one sheet become one pixel: nine small, almost grey copies of the picture, three of each sheet."
    : "The shape says channels last. Read as channels first, each third of the picture is taken for a sheet of one colour, and its rows are torn into stripes.";
}

/**
 * One picture of a tensor, pixel by pixel. `<nabla-image>` asks for the numbers where they did not
 * travel, and keeps them while the card around it is drawn anew.
 */
export class TensorImage extends LitElement {
  static override properties = {
    array: { attribute: false },
    kind: { attribute: false },
    look: { attribute: false },
    fetch: { attribute: false },
  };
  declare array: ArrayJson;
  declare kind: Part;
  declare look: ImageLook;
  declare fetch: FetchSlice;
  #numbers: Num[] | null = null;
  #of = "";
  #asked: ArrayJson | null = null;
  #problem = "";

  /** In the page's own tree, so that the page's styles reach it. */
  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(): void {
    const read = readAs(this.array.shape, this.look.order);
    if (!read) return;
    const size = imageSize(read.form);
    const start = this.look.number * size;
    const of = `${start} ${size}`;
    if (this.#asked === this.array && this.#of === of) return;
    this.#asked = this.array;
    this.#of = of;
    this.#problem = "";
    if (isFull(this.array)) this.#numbers = this.array.data.slice(start, start + size);
    else void this.#load(start, size);
  }

  protected override render(): TemplateResult {
    const read = readAs(this.array.shape, this.look.order);
    if (this.#problem) return html`<p class="about" role="alert">${this.#problem}</p>`;
    if (!read || !this.#numbers) return html`<p class="about">…</p>`;
    const missing = this.#numbers.filter((number) => !Number.isFinite(toNumber(number))).length;
    return html`
      <div class=${this.kind === "gradient" ? "gradient-frame" : ""}>
        <canvas
          class="pixels"
          role="img"
          width=${read.form.width}
          height=${read.form.height}
          aria-label="${this.kind} as a picture of ${read.form.height} by ${read.form.width} pixels"
        ></canvas>
      </div>
      <p class="about">
        ${this.#range()}${missing > 0 ? ` ${missing} numbers are not finite: their pixels are left out.` : ""}
      </p>
    `;
  }

  protected override updated(): void {
    const read = readAs(this.array.shape, this.look.order);
    const context = this.querySelector("canvas")?.getContext("2d");
    if (!read || !context || !this.#numbers) return;
    const { form } = read;
    const bytes = pixelsOf(this.#numbers, form, this.look.order, this.#ends());
    context.putImageData(new ImageData(bytes, form.width, form.height), 0, 0);
  }

  /** What is black and what is white; the grey of a gradient's picture is 0. */
  #ends(): [number, number] {
    const { min, max } = summarize(this.array);
    const [low, high] = [toNumber(min), toNumber(max)];
    if (this.kind === "value") return brightness(low, high);
    const far = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-far, far];
  }

  #range(): string {
    const [black, white] = this.#ends();
    const text = (end: number): string => String(Number(end.toPrecision(3))).replace("-", "−");
    if (this.kind === "gradient") return `Grey is 0, black ${text(black)}, white ${text(white)}.`;
    return `Black is ${text(black)}, white ${text(white)}.`;
  }

  async #load(start: number, size: number): Promise<void> {
    const [array, of] = [this.array, this.#of];
    const numbers: Num[] = [];
    try {
      while (numbers.length < size) {
        const slice = await this.fetch(start + numbers.length, size - numbers.length);
        if (slice.data.length === 0) break;
        numbers.push(...slice.data);
      }
      if (array === this.array && of === this.#of) this.#numbers = numbers;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }
}

customElements.define("nabla-image", TensorImage);

/** How many pictures a tensor holds. */
export function imagesIn(shape: readonly number[], order: ChannelOrder): number {
  const form: ImageForm | undefined = readAs(shape, order)?.form;
  return form?.count ?? 0;
}
