import { html, nothing, type TemplateResult } from "lit";

/**
 * What stands for a tensor or an element of it, in text: "W∇[0, 1]" with the name slanted and the
 * mark of a gradient raised, as formulas have it. What is read aloud and copied stays the same.
 */
export function symbol(text: string): TemplateResult {
  const [, before = "", name = "", mark = "", rest = text] =
    /^(share of )?(.*?)(∇?)((?:\[[\d, ]*\])?(?: = )?)$/.exec(text) ?? [];
  const letters = /\p{L}/u.test(name) ? html`<i>${name}</i>` : name;
  return html`${before}${letters}${mark ? html`<sup>${mark}</sup>` : nothing}${rest}`;
}
