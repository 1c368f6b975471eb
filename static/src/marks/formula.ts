import temml from "temml";

/**
 * A formula as MathML, built through the DOM.
 * `latex` comes from the catalogue with names put in by notation.ts. Inline styles are taken off:
 * alignment and spacing are the stylesheet's, by Temml's classes.
 */
export function formula(latex: string, display = true): HTMLElement {
  const host = document.createElement(display ? "div" : "span");
  host.className = "formula";
  temml.render(latex, host, { displayMode: display, trust: false, throwOnError: false });
  for (const styled of host.querySelectorAll("[style]")) styled.removeAttribute("style");
  return host;
}
