import { html, type TemplateResult } from "lit";

/** The engine's prose, which puts code between backticks. */
export function prose(text: string): (string | TemplateResult)[] {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
