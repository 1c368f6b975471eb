import { html, type TemplateResult } from "lit";
import { symbol } from "./symbol.ts";

/**
 * An index that is chosen axis by axis, written as a program writes it: `W[0, 1, :, :]`.
 * @param name of the tensor
 * @param shape of the axes that are stepped through
 * @param rest what stands behind them
 */
export function steppers(
  name: string,
  shape: readonly number[],
  index: readonly number[],
  rest: readonly string[],
  change: (index: number[]) => void,
): TemplateResult {
  const step = (axis: number, by: number): void =>
    change(shape.map((_, k) => (index[k] ?? 0) + (k === axis ? by : 0)));
  const between = (axis: number): string => (axis < shape.length - 1 ? ", " : "");
  const end = `${rest.map((text) => `, ${text}`).join("")}]`;
  return html`<div class="steppers" role="group" aria-label="Index into ${name}">
    <span class="math">${symbol(name)}</span><span>[</span>
    ${shape.map(
      (length, axis) =>
        html`<span
          >${stepper(axis, length, index[axis] ?? 0, (by) => step(axis, by))}<span
            >${between(axis)}</span
          ></span
        >`,
    )}
    <span>${end}</span>
  </div>`;
}

function stepper(
  axis: number,
  length: number,
  at: number,
  step: (by: -1 | 1) => void,
): TemplateResult {
  const button = (by: -1 | 1, sign: string, word: string): TemplateResult =>
    html`<button
      aria-label="${word} index of axis ${axis}"
      ?disabled=${by < 0 ? at === 0 : at >= length - 1}
      @click=${() => step(by)}
    >
      ${sign}
    </button>`;
  const [lower, higher] = [button(-1, "‹", "Lower"), button(1, "›", "Higher")];
  return html`<span class="stepper" title="axis ${axis}, 0 to ${length - 1}"
    >${lower}<output data-axis=${axis}>${at}</output>${higher}</span
  >`;
}
