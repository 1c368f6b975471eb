import { html, LitElement, nothing, type TemplateResult } from "lit";
import { type Curve, fetchCallCurve } from "../../api/ops.ts";
import { nearest } from "../../core/curve.ts";
import type { Num } from "../../core/document.ts";
import type { Point } from "../../core/layout/scene.ts";
import { formatExact, formatNumber, toNumber } from "../../core/number.ts";
import type { PlotMark } from "../../marks/plot.ts";
import { createPad, describePad, layPlots, listenToPad } from "../curve/pad.ts";
import { remarkOn } from "./curve_remark.ts";

/** An op at one element of a graph. */
export interface CurveSubject {
  /** Id of the op in the graph, and its name in the catalogue. */
  id: string;
  op: string;
  /** The input that varies. */
  slot: number;
  /** The numbers of all inputs at this element. */
  inputs: readonly number[];
  constants: Readonly<Record<string, unknown>>;
  /** Where the op is worth looking at, unless its numbers lie elsewhere. */
  domain: readonly [low: number, high: number];
  /** Elements that lie on the same curve. */
  others: readonly Point[];
  /** Of the varied input and of the output. */
  names: readonly [string, string];
  /** The varied element: "k[0]", and its row-major position. */
  element: string;
  position: number;
  /** Whether the program gives it, so that the graph can follow. */
  leaf: boolean;
  /** Derivative of the loss by the element; null where the pass has not come there. */
  gradient: Num | null;
  loss: string;
}

/** How far the curve goes beyond its outermost number, as a share of what it spans. */
const margin = 0.08;

/**
 * The curve of an op and its tangent at one element. `<nabla-curve>` keeps the curve, and the point
 * that is dragged along it, while the card around it is drawn anew.
 */
export class OpCurve extends LitElement {
  static override properties = {
    subject: { attribute: false },
    move: { attribute: false },
    settle: { attribute: false },
  };
  declare subject: CurveSubject;
  declare move: (position: number, value: number) => void;
  declare settle: () => void;
  readonly #pad = createPad();
  #curve: Curve | null = null;
  #plots: PlotMark[] = [];
  #key = "";
  #range: [number, number] = [0, 0];
  #asked = new AbortController();
  #problem = "";
  /** The sample that the point was moved to; null: it rests at the element's number. */
  #moved: number | null = null;
  /** Whether the pointer holds it. */
  #held = false;

  constructor() {
    super();
    listenToPad(this.#pad, {
      at: (share) => {
        const { x } = this.#curve ?? { x: [] };
        const [low, high] = [x[0] ?? 0, x.at(-1) ?? 1];
        this.#held = true;
        this.#moveTo(nearest(x, low + share * (high - low)));
      },
      by: (samples) => this.#moveTo(this.#index + samples),
      release: () => {
        this.#held = false;
        if (this.subject.leaf) this.settle();
        else this.#return();
      },
    });
    this.#pad.addEventListener("blur", () => {
      if (this.subject.leaf) this.settle();
      else this.#return();
    });
    this.#pad.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#moved === null) return;
      event.stopPropagation();
      this.#return();
    });
    new ResizeObserver(() => this.#lay()).observe(this.#pad);
  }

  /** In the page's own tree, so that the page's styles reach it. */
  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("subject")) return;
    const { id, op, slot, inputs, constants, position } = this.subject;
    const held = inputs.filter((_, k) => k !== slot);
    const key = JSON.stringify([id, op, slot, held, constants, position]);
    const same = key === this.#key;
    if (!same) this.#moved = null;
    // Where the graph followed, the point rests where it was moved to.
    if (this.#moved !== null && !this.#held && this.#curve?.x[this.#moved] === inputs[slot])
      this.#moved = null;
    this.#key = key;
    if (same && this.#curve && this.#reaches()) return;
    if (same && this.#held) return;
    void this.#load();
  }

  protected override render(): TemplateResult {
    if (this.#problem) return html`<p class="about" role="alert">${this.#problem}</p>`;
    const curve = this.#curve;
    return html`
      <div class="curve" data-drawn=${curve !== null}>
        ${this.#pad} ${curve ? this.#readout(curve) : nothing}
      </div>
    `;
  }

  protected override updated(): void {
    this.#show();
  }

  /** The sample that is shown: the one moved to, else the element's own. */
  get #index(): number {
    const own = this.subject.inputs[this.subject.slot] ?? 0;
    return this.#moved ?? nearest(this.#curve?.x ?? [], own);
  }

  /** Whether the curve that is drawn holds the element's number among its samples. */
  #reaches(): boolean {
    const own = this.subject.inputs[this.subject.slot] ?? 0;
    return this.#curve?.x.includes(own) ?? false;
  }

  async #load(): Promise<void> {
    const { op, slot, inputs, constants, domain, others } = this.subject;
    const places = [...domain, inputs[slot] ?? 0, ...others.map(({ x }) => x)].filter(
      Number.isFinite,
    );
    const [low, high] = [Math.min(...places), Math.max(...places)];
    const room = margin * (high - low);
    this.#range = [low < domain[0] ? low - room : low, high > domain[1] ? high + room : high];
    this.#asked.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    this.#problem = "";
    try {
      const [from, to] = this.#range;
      const call = { slot, inputs, constants, low: from, high: to };
      this.#curve = await fetchCallCurve(op, call, signal);
      this.#moved = null;
    } catch (error) {
      if (signal.aborted) return;
      this.#curve = null;
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
    await this.updateComplete;
    this.#lay();
  }

  #lay(): void {
    if (!this.#curve || this.#pad.clientWidth === 0) return;
    const { x, y, slope, kinks } = this.#curve;
    const samples = { x, y: y.map(toNumber), slope: slope?.map(toNumber) ?? null, kinks };
    this.#plots = layPlots(this.#pad, samples, this.subject.names);
    this.#show();
  }

  #show(): void {
    if (!this.#curve) return;
    const index = this.#index;
    const steep = this.#curve.slope?.[index];
    this.#plots[0]?.show(index, steep === undefined ? undefined : toNumber(steep));
    this.#plots[0]?.mark(this.subject.others);
    this.#plots[1]?.show(index);
    const x = this.#curve.x[index] ?? 0;
    describePad(this.#pad, {
      label: `${this.subject.element}, along the curve of ${this.subject.op}`,
      places: this.#curve.x,
      now: x,
      text: `${formatNumber(x)}, ${formatNumber(this.#curve.y[index] ?? "NaN")}`,
    });
  }

  #readout(curve: Curve): TemplateResult {
    const index = this.#index;
    const [from, to] = this.subject.names;
    const [x, y, slope] = [curve.x[index] ?? 0, curve.y[index] ?? "NaN", curve.slope?.[index]];
    const rows = [
      [from, x],
      [to, y],
      ...(slope === undefined ? [] : [["slope", slope] as const]),
    ] as const;
    const own = this.subject.inputs[this.subject.slot] ?? 0;
    return html`<dl class="readout">
        ${rows.map(
          ([name, number]) =>
            html`<div class=${name === "slope" ? "slope" : ""}>
              <dt class=${name === "slope" ? "" : "math"}>${name}</dt>
              <dd data-exact=${formatExact(number)}>${formatNumber(number)}</dd>
            </div>`,
        )}
      </dl>
      <p class="remark" aria-live="polite">
        ${remarkOn(this.subject, curve, index, this.#moved === null ? 0 : x - own)}
      </p>`;
  }

  #moveTo(index: number): void {
    if (!this.#curve) return;
    this.#moved = Math.min(this.#curve.x.length - 1, Math.max(0, index));
    if (this.subject.leaf) this.move(this.subject.position, this.#curve.x[this.#moved] ?? 0);
    this.requestUpdate();
  }

  /** Let the point go back to the element's number. */
  #return(): void {
    if (this.#moved === null || this.subject.leaf) return;
    this.#moved = null;
    this.requestUpdate();
  }
}

customElements.define("nabla-curve", OpCurve);
