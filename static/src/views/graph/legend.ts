import { html, nothing, render, type TemplateResult } from "lit";
import { scaleColor } from "../../core/color.ts";
import type { Graph } from "../../core/graph.ts";
import { formatNumber } from "../../core/number.ts";
import { DECADES, gradientSizes } from "../../core/weight.ts";
import { scaleOf } from "../scale.ts";

/**
 * Say what colours, outlines, dashes and widths mean; scales only where something has one.
 * @param numbers whether the edges carry numbers
 */
export function renderLegend(host: HTMLElement, graph: Graph, numbers: boolean): void {
  const limit = scaleOf(graph).common;
  const { largest, broken } = gradientSizes(graph);
  render(
    html`
      ${
        limit === 0
          ? nothing
          : html`<span>${formatNumber(-limit)} ${scaleStrip} +${formatNumber(limit)}</span>`
      }
      <span class="way"><i class="forward"></i>forward</span>
      <span class="way"
        ><i class="backward"></i>backward${
          largest === 0
            ? nothing
            : html`<span class="wide">
                <i class="backward least"></i> ${formatNumber(largest / 10 ** DECADES, 1)}
                <i class="backward most"></i> ${formatNumber(largest, 3)}</span
              >`
        }</span
      >
      ${broken.has("nan") ? html`<span>${brokenMark("nan")} NaN</span>` : nothing}
      ${broken.has("infinity") ? html`<span>${brokenMark("infinity")} infinite</span>` : nothing}
      ${numbers ? html`<span>∂ local derivative, ∇ contribution</span>` : nothing}
      <span>${readyMark} may fire now</span>
      <span class="wide">heavy outline: parameter, dashed: given</span>
    `,
    host,
  );
}

/** An edge along which something came back that has no size. */
const brokenMark = (kind: "nan" | "infinity"): TemplateResult =>
  html`<svg class="broken" viewBox="0 0 26 4" aria-hidden="true">
    <path class=${kind} d="M0 2h26" />
  </svg>`;

/** A diamond with a second outline, as the graph draws an op of the ready set. */
const readyMark = html`<svg class="ready" viewBox="0 0 20 20" aria-hidden="true">
  <path d="M10 1l9 9-9 9-9-9zM10 5l5 5-5 5-5-5z" />
</svg>`;

const scaleStrip = document.createElement("canvas");
scaleStrip.width = 121;
scaleStrip.height = 1;
scaleStrip.setAttribute("aria-hidden", "true");
const context = scaleStrip.getContext("2d");
for (let x = 0; context && x < scaleStrip.width; x++) {
  const [red, green, blue] = scaleColor((2 * x) / (scaleStrip.width - 1) - 1, 1);
  context.fillStyle = `rgb(${red}, ${green}, ${blue})`;
  context.fillRect(x, 0, 1, 1);
}
