import { html, nothing, type TemplateResult } from "lit";
import type { ArrayJson, Num, SummarizedArray } from "../../core/document.ts";
import { formatNumber, fromNumber, toNumber } from "../../core/number.ts";

type Summary = SummarizedArray["summary"];

/** The statistics that travelled with a large array, or those of a small one. */
export function summarize(array: ArrayJson): Summary {
  if ("summary" in array) return array.summary;
  const values = array.data.map(toNumber);
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  return {
    min: fromNumber(finite.length > 0 ? Math.min(...finite) : Number.NaN),
    max: fromNumber(finite.length > 0 ? Math.max(...finite) : Number.NaN),
    mean: fromNumber(mean),
    std: fromNumber(Math.sqrt(variance)),
    nan: values.filter(Number.isNaN).length,
    inf: values.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY).length,
    zero: values.filter((value) => value === 0).length,
  };
}

/** Statistics of a value and its gradient, side by side. */
export function statistics(value: ArrayJson, gradient: ArrayJson | undefined): TemplateResult {
  const columns = [summarize(value), ...(gradient ? [summarize(gradient)] : [])];
  const row = (label: string, pick: (summary: Summary) => Num): TemplateResult =>
    html`<tr>
      <th scope="row">${label}</th>
      ${columns.map((summary) => html`<td>${formatNumber(pick(summary))}</td>`)}
    </tr>`;
  const counted = (label: string, key: "nan" | "inf" | "zero"): TemplateResult | typeof nothing =>
    columns.some((summary) => summary[key] > 0) ? row(label, (summary) => summary[key]) : nothing;
  return html`<table class="numbers facts">
    <thead>
      <tr>
        <td></td>
        <th scope="col">value</th>
        ${gradient ? html`<th scope="col" class="swatch">gradient</th>` : nothing}
      </tr>
    </thead>
    <tbody>
      ${row("least", (summary) => summary.min)} ${row("most", (summary) => summary.max)}
      ${row("mean", (summary) => summary.mean)} ${row("std", (summary) => summary.std)}
      ${counted("zeros", "zero")} ${counted("NaN", "nan")} ${counted("infinite", "inf")}
    </tbody>
  </table>`;
}
