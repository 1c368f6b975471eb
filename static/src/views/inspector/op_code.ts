import { html, type TemplateResult } from "lit";
import type { CatalogEntry } from "../../api/ops.ts";

/** The code of an op as it runs, and where its formula comes from. */
export function opCode(entry: CatalogEntry): TemplateResult {
  return html`
    <h3>Forward</h3>
    ${listing(entry.code.forward)}
    <h3>Backward</h3>
    ${listing(entry.code.backward)}
    <p class="about">Source: ${citation(entry.source)}</p>
  `;
}

function listing(code: string): TemplateResult {
  return html`<pre>
${code
      .trimEnd()
      .split("\n")
      .map((line) => html`<span>${line} </span>`)}</pre>`;
}

/** A source as text; an address as a link that leaves only when it is clicked, and tells nothing. */
function citation(source: string): TemplateResult | string {
  const [, address, rest] = /^(https:\/\/[^\s,]+)(.*)$/.exec(source) ?? [];
  if (!address) return source;
  const { hostname, pathname, hash } = new URL(address);
  return html`<a class="place" href=${address} target="_blank" rel="noreferrer"
      >${hostname}${pathname}${hash}</a
    >${rest}`;
}
