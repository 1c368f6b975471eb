/** By far the largest library of the page; the graph does not wait for it. */
const typesetter = import("temml").then((module) => module.default);

/** A formula as MathML; it appears as soon as the typesetter is there. */
export function formula(latex: string, display = true): HTMLElement {
  const host = document.createElement(display ? "div" : "span");
  host.className = "formula";
  void typeset(host, latex, display);
  return host;
}

/**
 * Put a formula into `host`, built through the DOM. `latex` comes from the catalogue with names put
 * in by notation.ts. Inline styles are taken off: alignment and spacing are the stylesheet's, by
 * Temml's classes.
 */
export async function typeset(host: HTMLElement, latex: string, display: boolean): Promise<void> {
  try {
    const temml = await typesetter;
    // As text a word stays one piece, which as mathematics it does not if it holds a "_".
    const words = latex.replaceAll("\\mathit{", "\\textit{");
    temml.render(words, host, { displayMode: display, trust: false, throwOnError: false });
    for (const styled of host.querySelectorAll("[style]")) styled.removeAttribute("style");
    host.querySelectorAll("mtext").forEach(slantWord);
  } catch {
    host.textContent = latex;
  }
}

/** Mathematical italics stand as far apart as factors of a product; a word takes slanted letters. */
function slantWord(word: Element): void {
  const letters = word.textContent.normalize("NFKC");
  if (letters === word.textContent) return;
  word.textContent = letters;
  word.classList.add("word");
}
