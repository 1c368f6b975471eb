import { clausesOf } from "./notation.ts";

const mathml = "http://www.w3.org/1998/Math/MathML";

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
    host.querySelectorAll("mi").forEach(slantLetter);
    host.querySelectorAll("msqrt").forEach((root) => drawRoot(root, null, [...root.children]));
    host.querySelectorAll("mroot").forEach((root) => {
      const [radicand, index] = root.children;
      if (radicand && index) drawRoot(root, index, [radicand]);
    });
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

/**
 * A letter of its own takes the slant of our font. Browsers put a mathematical italic in its place,
 * which our font, cut to Latin letters, does not have; h even comes from another block than the rest.
 */
function slantLetter(letter: Element): void {
  const plain = letter.textContent.normalize("NFKC");
  if (letter.hasAttribute("mathvariant") || !/^[A-Za-z]$/.test(plain)) return;
  letter.textContent = plain;
  letter.classList.add("letter");
}

/**
 * Put a root in its place that the stylesheet draws. Browsers take the radical sign from the first
 * font; ours is cut to Latin letters and has none, and a system's may not grow with what is under it.
 */
function drawRoot(root: Element, index: Element | null, radicand: readonly Element[]): void {
  const row = document.createElementNS(mathml, "mrow");
  row.setAttribute("class", "root");
  row.append(...radicand);
  if (index === null) {
    row.setAttribute("intent", "square-root");
    root.replaceWith(row);
    return;
  }
  const raised = document.createElementNS(mathml, "msup");
  raised.setAttribute("class", "root-index");
  raised.append(document.createElementNS(mathml, "mrow"), index);
  const both = document.createElementNS(mathml, "mrow");
  both.append(raised, row);
  root.replaceWith(both);
}
