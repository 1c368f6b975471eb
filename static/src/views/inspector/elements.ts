import { html, nothing, type TemplateResult } from "lit";
import { clampIndex, ravel } from "../../core/cells.ts";
import type { ArrayJson, FullArray, Tensor } from "../../core/document.ts";
import { displayName, type Graph, isFull } from "../../core/graph.ts";
import { sheetOf } from "../../core/measure.ts";
import { formatExact } from "../../core/number.ts";
import { picture } from "../../marks/picture.ts";
import { type Part, scaleOf } from "../scale.ts";
import { type Look, numberSheet, sheetAt, sheetCount, widest } from "./grid.ts";
import type { FetchSlice } from "./slices.ts";
import { steppers } from "./steppers.ts";

/** Most sheets that are seen behind the one in front. */
const behind = 3;

/** The element that is pointed at: in which of the two arrays, at which row-major position. */
export interface Pointed {
  part: Part;
  position: number;
}

/** What of a tensor's elements is shown. */
export interface Shown {
  /** Leading indices of the sheet in front. */
  sheet: readonly number[];
  pointed: Pointed | null;
  /** Row-major positions of lit elements. */
  lit: Readonly<Record<Part, ReadonlySet<number>>>;
  /** What stands behind the numbers of the value. */
  mark?: Look["mark"];
}

export interface ElementActions {
  point(at: Pointed | null): void;
  turnTo(sheet: number[]): void;
  /** How to ask for elements of a tensor that travelled as a summary. */
  slices(part: Part): FetchSlice;
}

/** Value and gradient in the same geometry: beside one another, or one below the other. */
export function elementPair(
  graph: Graph,
  tensor: Tensor,
  arrays: Readonly<Record<Part, ArrayJson | undefined>>,
  absent: Readonly<Record<Part, string>>,
  shown: Shown,
  act: ElementActions,
): TemplateResult {
  const { shape } = tensor;
  const full = [arrays.value, arrays.gradient]
    .filter((array) => array !== undefined)
    .filter(isFull);
  const leading = shape.slice(0, -2);
  const number = ravel(clampIndex(shown.sheet, leading), leading);
  const width = Math.max(...full.map((array) => widest(sheetAt(array, number))), 4);
  const at = (event: Event): Pointed | null => {
    const { index, part } =
      (event.target as Element).closest<HTMLElement>("[data-index]")?.dataset ?? {};
    return index === undefined ? null : { part: part as Part, position: Number(index) };
  };
  const leave = (event: Event): void => {
    const { activeElement } = document;
    const focused = (event.currentTarget as Element).contains(activeElement) && activeElement;
    act.point(focused ? at({ target: focused } as unknown as Event) : null);
  };
  const section = (part: Part, title: string): TemplateResult => {
    const array = arrays[part];
    const look = {
      name: `${part} of ${displayName(graph, tensor.id)}`,
      part,
      limit: scaleOf(graph).limit(tensor.id, part),
      width,
      pointed: shown.pointed?.position ?? null,
      lit: shown.lit[part],
      mark: part === "value" ? shown.mark : undefined,
    };
    const content = array
      ? elements(array, number, look, act.slices(part))
      : html`<p class="about">${absent[part]}</p>`;
    return html`<section class=${part}>
      <h3 class=${part === "gradient" ? "swatch" : ""}>${title}</h3>
      ${part === "gradient" && array ? html`<div class="gradient-frame">${content}</div>` : content}
    </section>`;
  };
  return html`
    ${
      leading.length > 0 && full.length > 0 && sheetCount(shape) > 0
        ? steppers(
            displayName(graph, tensor.id),
            leading,
            clampIndex(shown.sheet, leading),
            [":", ":"],
            act.turnTo,
          )
        : nothing
    }
    <div
      class="pair"
      @pointerover=${(event: Event) => act.point(at(event))}
      @focusin=${(event: Event) => act.point(at(event))}
      @pointerleave=${leave}
      @focusout=${(event: FocusEvent) => {
        const pair = event.currentTarget as Element;
        // A cell that goes away while it has the focus loses it in the middle of being drawn.
        if (!pair.contains(event.relatedTarget as Node | null))
          queueMicrotask(() => act.point(null));
      }}
    >
      ${section("value", "Value")} ${section("gradient", "Gradient")}
    </div>
  `;
}

function elements(array: ArrayJson, number: number, look: Look, fetch: FetchSlice): TemplateResult {
  if (!isFull(array)) return html`<nabla-slices .array=${array} .fetch=${fetch}></nabla-slices>`;
  const [only] = array.data;
  if (array.shape.length === 0 && only !== undefined) {
    const marks = [look.pointed === 0 && "pointed", look.lit.has(0) && "lit"].filter(Boolean);
    return html`<p
      class="scalar ${look.part} ${marks.join(" ")}"
      tabindex="0"
      data-index="0"
      data-part=${look.part}
      data-element=${look.part}
    >
      ${formatExact(only)}
    </p>`;
  }
  if (array.data.length === 0) return html`<p class="about">holds no elements</p>`;
  const sheet = numberSheet(array, number, look);
  return array.shape.length < 3 ? sheet : stack(array, number, look, sheet);
}

/** A sheet in front of those that follow it, of which the edges can be seen. */
function stack(
  array: FullArray,
  number: number,
  look: Look,
  front: TemplateResult,
): TemplateResult {
  const { rows, columns } = sheetOf(array.shape);
  const count = sheetCount(array.shape);
  const next = Math.min(behind, count - 1 - number);
  return html`<div
    class="stack"
    data-sheet=${number}
    data-sheets=${count}
    .style=${`--behind: ${next}`}
  >
    ${Array.from({ length: next }, (_, k) => {
      const depth = next - k;
      const seen = sheetAt(array, number + depth);
      return html`<img
        alt=""
        src=${picture(seen, rows, columns, look.limit)}
        .style=${`--depth: ${depth}`}
      />`;
    })}
    ${front}
  </div>`;
}
