import { html, nothing, render, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { InputValue } from "../../api/graphs.ts";
import { formatNumber } from "../../core/number.ts";
import { icon } from "../icons.ts";
import type { Handle } from "./handles.ts";

/** Told a tensor's id and its whole new value; null: as the program gives it. */
export type Override = (id: string, value: InputValue | null) => void;

/** Draw a slider for each handle, with a way back for those that were moved. */
export function renderSliders(
  host: HTMLElement,
  handles: readonly Handle[],
  override: Override,
): void {
  render(
    handles.length === 0
      ? nothing
      : html`<section class="sliders">
          <h2>Inputs</h2>
          ${handles.map((handle) => slider(handle, override))}
        </section>`,
    host,
  );
}

function slider(handle: Handle, override: Override): TemplateResult {
  const { tensor, name, value, range, whole, moved } = handle;
  const [from, to] = range;
  const move = ({ target }: Event): void => {
    const place = (target as HTMLInputElement).valueAsNumber;
    // Three digits of the range are as fine as a hand can drag.
    const digits = Math.max(0, 2 - Math.floor(Math.log10(to - from)));
    override(tensor, handle.with(Number(place.toFixed(digits))));
  };
  const reset = ({ currentTarget }: Event): void => {
    // The button goes away; whoever pressed it by key stays at this slider.
    (currentTarget as Element).closest(".slider")?.querySelector("input")?.focus();
    override(tensor, handle.with(null));
  };
  return html`<div class="slider ${moved ? "moved" : ""}">
    <label>
      <span class="math" title=${name}>${name}</span>
      <input
        type="range"
        min=${from}
        max=${to}
        step=${whole ? 1 : "any"}
        .value=${live(String(value))}
        @input=${move}
      />
    </label>
    <output>${formatNumber(value)}</output>
    ${moved ? resetButton(handle, reset) : nothing}
  </div>`;
}

function resetButton({ name, given }: Handle, reset: (event: Event) => void): TemplateResult {
  const home = given === null ? "the program's value" : formatNumber(given);
  const title = `Reset ${name} to ${home}`;
  return html`<button class="icon quiet" aria-label=${title} title=${title} @click=${reset}>
    ${icon("close")}
  </button>`;
}
