import { html, nothing, type TemplateResult } from "lit";
import type { ArrayJson } from "../../core/document.ts";
import { isFull } from "../../core/graph.ts";
import { histogram } from "../../core/histogram.ts";
import { drawHistogram } from "../../marks/histogram.ts";
import { statistics, summarize } from "./statistics.ts";

/** About how many bars. */
const bins = 12;

const drawn = new WeakMap<ArrayJson, SVGSVGElement>();

/** How the elements of a value and of its gradient are spread: histograms and statistics. */
export function spread(value: ArrayJson, gradient: ArrayJson | undefined): TemplateResult {
  return html`
    ${section("Value", "forward", value)}
    ${gradient ? section("Gradient", "backward", gradient) : nothing} ${statistics(value, gradient)}
  `;
}

function section(
  title: string,
  way: "forward" | "backward",
  array: ArrayJson,
): TemplateResult | typeof nothing {
  const data = isFull(array) ? array.data : array.thumbnail.data;
  const { nan, inf, zero } = summarize(array);
  const unusual = [
    [zero, "zero"],
    [nan, "NaN"],
    [inf, "infinite"],
  ].flatMap(([count, what]) => (count ? [`${count} ${what}`] : []));
  return html`<section>
    <h3 class=${way === "backward" ? "swatch" : ""}>${title}</h3>
    ${bars(array, data, way, title)}
    ${unusual.length > 0 ? html`<p class="about">${unusual.join(", ")}</p>` : nothing}
    ${
      isFull(array)
        ? nothing
        : html`<p class="about">Drawn from ${data.length} of its elements.</p>`
    }
  </section>`;
}

function bars(
  array: ArrayJson,
  data: Parameters<typeof histogram>[0],
  way: "forward" | "backward",
  title: string,
): SVGSVGElement | TemplateResult {
  let picture = drawn.get(array);
  if (!picture) {
    const counted = histogram(data, bins);
    if (counted.counts.length === 0) return html`<p class="about">No finite element.</p>`;
    const total = counted.counts.reduce((sum, count) => sum + count, 0);
    picture = drawHistogram(counted, way, `${title}: how ${total} finite elements are spread`);
    drawn.set(array, picture);
  }
  return picture;
}
