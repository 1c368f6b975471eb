/** Formulas with numbers in the places of their tensors. */
import type { Num } from "../core/document.ts";
import { formatNumber, MINUS } from "../core/number.ts";

/** The numbers that stand for `@name` and for `@name^∇`. */
export interface Numbers {
  values: ReadonlyMap<string, Num>;
  gradients: ReadonlyMap<string, Num>;
}

/**
 * The right side of a backward formula, computed with numbers as one would write it by hand:
 * `y^∇ ⊗ y ⊗ (1 − y)` becomes −0.61 · 0.81 · (1 − 0.81). Null where a tensor has no number.
 */
export function withNumbers(latex: string, { values, gradients }: Numbers): string | null {
  const right = latex.slice(latex.indexOf(" = ") + " = ".length);
  let known = true;
  const written = right
    .replaceAll("\\otimes", "\\cdot")
    .replaceAll("\\,", " \\cdot ")
    .replaceAll(/@([A-Za-z]+)(\^\{\\nabla\})?/g, (_, name: string, nabla?: string) => {
      const number = (nabla ? gradients : values).get(name);
      if (number === undefined) known = false;
      return number === undefined ? "" : factor(number);
    });
  return known ? opened(written.trim()) : null;
}

/** "−0.61 · 1.2 + 0.26 · 0.9 + ⋯" */
export function sumLatex(products: readonly (readonly Num[])[], count: number): string {
  const terms = products.map((numbers) => numbers.map(factor).join(" \\cdot "));
  return opened(`${terms.join(" + ")}${count > products.length ? " + \\cdots" : ""}`);
}

/** A number as LaTeX. */
export function numberLatex(number: Num): string {
  const text = formatNumber(number);
  if (text === "NaN") return "\\text{NaN}";
  return `{${text
    .replaceAll(MINUS, "-")
    .replace("∞", "\\infty ")
    .replace(/e(.+)$/, " \\cdot 10^{$1}")}}`;
}

/** A formula may begin with a sign: its first factor needs no parentheses. */
function opened(latex: string): string {
  return latex.replace(/^\((\{[^{}]*\})\)(?= \\cdot| \+|$)/, "$1");
}

/** In parentheses where a sign or a power of ten would run into its neighbours. */
function factor(number: Num): string {
  const text = formatNumber(number);
  return /^[\d.]+$/.test(text) ? numberLatex(number) : `(${numberLatex(number)})`;
}
