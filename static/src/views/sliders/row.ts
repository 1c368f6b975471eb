import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { formatNumber } from "../../core/number.ts";
import { icon } from "../icons.ts";
import type { Handle } from "./handles.ts";
import { faultOf, numberField, type Typed } from "./number_field.ts";
import { readNumber } from "./typed.ts";

/** What a row tells of the hand on it. */
export interface RowActions {
  hold(handle: Handle): void;
  /** null: as the program gives it. */
  move(handle: Handle, value: number | null): void;
  settle(): void;
  /** What is being typed into the number of a row; null: nothing any more. */
  type(draft: Draft | null): void;
}

/** What is typed into a row. */
export interface Draft extends Typed {
  key: string;
}

/** How many steps a key moves a slider. */
const strides: Record<string, number> = {
  ArrowLeft: -10,
  ArrowDown: -10,
  ArrowRight: 10,
  ArrowUp: 10,
  PageDown: -100,
  PageUp: 100,
};

/**
 * Where a key moves a number: an arrow by ten of its steps, with Shift by one, a page by a hundred.
 * @returns null for a key that moves nothing
 */
export function moveByKey(handle: Handle, { key, shiftKey }: KeyboardEvent): number | null {
  const { range, kind, value, step } = handle;
  if (key === "Home") return range[0];
  if (key === "End") return range[1];
  const stride = strides[key];
  if (stride === undefined) return null;
  const steps = shiftKey || kind !== "real" ? stride / 10 : stride;
  return Math.min(range[1], Math.max(range[0], onStep(value + steps * step, step)));
}

/** The nearest multiple of a step, without the noise of binary fractions. */
export function onStep(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Number((Math.round(value / step) * step).toFixed(digits));
}

/** A slider with its name, its number, which can be typed, and the way back once it has moved. */
export function sliderRow(handle: Handle, draft: Draft | null, act: RowActions): TemplateResult {
  const { key, tensor, name, kind, moved } = handle;
  const id = `slider-${encodeURIComponent(key)}`;
  const reset = ({ currentTarget }: Event): void => {
    // The button goes away; whoever pressed it by key stays at this slider.
    (currentTarget as Element).closest(".slider")?.querySelector("input")?.focus();
    act.move(handle, null);
    act.settle();
  };
  return html`<div class="slider ${moved ? "moved" : ""}" data-handle=${key} data-of=${tensor}>
    <label class="math" for=${id} title=${name}>${name}</label>
    ${kind === "truth" ? truth(handle, id, act) : track(handle, id, act)}
    ${kind === "truth" ? nothing : field(handle, id, draft, act)}
    ${moved ? resetButton(handle, reset) : nothing} ${faultOf(draft, `${id}-fault`)}
  </div>`;
}

function track(handle: Handle, id: string, act: RowActions): TemplateResult {
  const { value, step, kind } = handle;
  const [from, to] = handle.range;
  const drag = ({ target }: Event): void => {
    const place = (target as HTMLInputElement).valueAsNumber;
    act.hold(handle);
    // The ends of a range need not be whole steps.
    act.move(handle, place === from || place === to ? place : onStep(place, step));
  };
  const press = (event: KeyboardEvent): void => {
    const next = moveByKey(handle, event);
    if (next === null) return;
    event.preventDefault();
    act.hold(handle);
    act.move(handle, next);
  };
  // A slider that goes away while it has the focus blurs in the middle of being drawn.
  return html`<input
    type="range"
    id=${id}
    min=${from}
    max=${to}
    step=${kind === "whole" ? 1 : "any"}
    aria-valuetext=${formatNumber(value)}
    .value=${live(String(value))}
    @pointerdown=${() => act.hold(handle)}
    @pointerup=${act.settle}
    @input=${drag}
    @change=${act.settle}
    @keydown=${press}
    @keyup=${act.settle}
    @blur=${() => queueMicrotask(act.settle)}
    @dblclick=${() => {
      act.move(handle, null);
      act.settle();
    }}
  />`;
}

function truth(handle: Handle, id: string, act: RowActions): TemplateResult {
  const flip = ({ target }: Event): void => {
    act.move(handle, (target as HTMLInputElement).checked ? 1 : 0);
    act.settle();
  };
  return html`<input
    type="checkbox"
    id=${id}
    .checked=${live(handle.value !== 0)}
    @change=${flip}
  />`;
}

function field(handle: Handle, id: string, draft: Draft | null, act: RowActions): TemplateResult {
  const { key, name, value, kind } = handle;
  const type = (text: string): void => act.type({ key, text, fault: null });
  const commit = (): void => {
    if (draft === null) return;
    const read = readNumber(draft.text, kind);
    if (typeof read === "string") {
      act.type({ ...draft, fault: read });
      return;
    }
    act.type(null);
    if (read === value) return;
    act.move(handle, read);
    act.settle();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      act.type(null);
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const next = moveByKey(handle, event);
    if (next === null) return;
    event.preventDefault();
    act.type(null);
    act.hold(handle);
    act.move(handle, next);
  };
  return numberField(
    {
      value: formatNumber(value),
      typed: draft,
      faultId: `${id}-fault`,
      name: `${name}, as a number`,
    },
    { type, commit, keydown: press, keyup: act.settle },
  );
}

function resetButton({ name, given }: Handle, reset: (event: Event) => void): TemplateResult {
  const home = given === null ? "the program's value" : formatNumber(given);
  const title = `Reset ${name} to ${home}`;
  return html`<button class="icon quiet" aria-label=${title} title=${title} @click=${reset}>
    ${icon("close")}
  </button>`;
}
