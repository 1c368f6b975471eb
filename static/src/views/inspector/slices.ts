import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Slice } from "../../api/graphs.ts";
import { scaleLimit } from "../../core/color.ts";
import type { SummarizedArray } from "../../core/document.ts";
import { sheetOf } from "../../core/measure.ts";
import { formatExact, shapeText } from "../../core/number.ts";
import { picture } from "../../marks/picture.ts";
import { unravel } from "../../core/cells.ts";

/** Elements that are asked for at once. */
const page = 32;

/** Asks for elements of the tensor, from `start`. */
export type FetchSlice = (start: number, count: number) => Promise<Slice>;

/**
 * A large array: a picture of it, and its elements page by page, asked for when they are wanted.
 * `<nabla-slices>` keeps which page is open while the card around it is drawn anew.
 */
export class Slices extends LitElement {
  static override properties = { array: { attribute: false }, fetch: { attribute: false } };
  declare array: SummarizedArray;
  declare fetch: FetchSlice;
  #slice: Slice | null = null;
  #problem = "";

  /** In the page's own tree, so that the page's styles reach it. */
  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("array")) return;
    this.#slice = null;
    this.#problem = "";
  }

  protected override render(): TemplateResult {
    const { rows, columns } = sheetOf(this.array.shape);
    const limit = scaleLimit([this.array]);
    return html`
      <img
        class="thumbnail"
        src=${picture(this.array, rows, columns, limit)}
        alt="Picture of ${shapeText(this.array.shape)} elements"
      />
      ${this.#slice ? this.#table(this.#slice) : this.#button("Show the elements", 0)}
      ${this.#problem ? html`<p class="about" role="alert">${this.#problem}</p>` : nothing}
    `;
  }

  #table({ start, data, shape }: Slice): TemplateResult {
    const count = shape.reduce((product, side) => product * side, 1);
    const end = start + data.length;
    return html`
      <p class="about">elements ${start + 1} to ${end} of ${count}</p>
      <div class="scrolled" tabindex="0" role="region" aria-label="Elements">
        <table class="numbers plain">
          <tbody>
            ${data.map(
              (element, k) =>
                html`<tr>
                  <th scope="row">[${unravel(start + k, shape).join(", ")}]</th>
                  <td>${formatExact(element)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="pages">
        ${start > 0 ? this.#button("Back", Math.max(0, start - page)) : nothing}
        ${end < count ? this.#button("Further", end) : nothing}
      </div>
    `;
  }

  #button(label: string, start: number): TemplateResult {
    return html`<button @click=${() => this.#open(start)}>${label}</button>`;
  }

  async #open(start: number): Promise<void> {
    const { array } = this;
    try {
      const slice = await this.fetch(start, page);
      // The card may show something else by now.
      if (array === this.array) this.#slice = slice;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
    await this.updateComplete;
    // The button that was pressed may be gone.
    if (document.activeElement === document.body)
      this.querySelector<HTMLElement>(".scrolled")?.focus();
  }
}

customElements.define("nabla-slices", Slices);
