import type { DirectiveResult } from "lit/directive.js";
import { guard } from "lit/directives/guard.js";
import { clausesOf } from "./notation.ts";

/** By far the largest library of the page; the graph does not wait for it. */
const typesetter = import("temml").then((module) => module.default);

/**
 * A formula as MathML, for a place in a template; it appears as soon as the typesetter is there, and
 * stays as it is for as long as it says the same there.
 */
export function formula(latex: string, display = true): DirectiveResult {
  return guard([latex, display], () => {
    const host = document.createElement(display ? "div" : "span");
    host.className = "formula";
    void typeset(host, latex, display);
    return host;
  });
}

/**
 * Put a formula into `host`, built through the DOM; the clauses of a displayed one stand on one line
 * only where there is room. `latex` comes from the catalogue with names put
 * in by notation.ts. Inline styles are taken off: alignment and spacing are the stylesheet's, by
 * Temml's classes. What cannot be typeset is shown as it is, in the class "untypeset".
 */
export async function typeset(host: HTMLElement, latex: string, display: boolean): Promise<void> {
  try {
    const temml = await typesetter;
    // As text a word stays one piece, which as mathematics it does not if it holds a "_".
    const words = latex.replaceAll("\\mathit{", "\\textit{");
    const clauses = (display ? clausesOf(words) : [words]).map((clause) => {
      const place = document.createElement("span");
      temml.render(clause, place, { displayMode: display, trust: false, throwOnError: true });
      return place;
    });
    host.replaceChildren(...clauses);
    for (const styled of host.querySelectorAll("[style]")) styled.removeAttribute("style");
    host.querySelectorAll("mtext").forEach(slantWord);
  } catch {
    host.textContent = latex;
    host.classList.add("untypeset");
  }
}

/** Mathematical italics stand as far apart as factors of a product; a word takes slanted letters. */
function slantWord(word: Element): void {
  if (!/[\u{1d400}-\u{1d7ff}\u210e]/u.test(word.textContent)) return;
  word.textContent = word.textContent.normalize("NFKC").replaceAll(" ", "\u00a0");
  word.classList.add("word");
}
