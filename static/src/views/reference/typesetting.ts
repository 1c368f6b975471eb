import { typeset } from "../../marks/formula.ts";
import { fillPlaceholders } from "../../marks/notation.ts";

/**
 * Typeset what the server wrote as LaTeX, and let formulas that are wider than their place be
 * scrolled by keyboard. Writes `data-typeset` on the root element when all is done.
 */
export async function typesetPage(): Promise<void> {
  const formulas = [...document.querySelectorAll<HTMLElement>("[data-latex]")];
  await Promise.all(
    formulas.map(async (host) => {
      const latex = fillPlaceholders(host.dataset.latex ?? "", new Map());
      await typeset(host, latex, host instanceof HTMLDivElement);
      host.classList.add("typeset");
    }),
  );
  const pair = document.querySelector(".formulas");
  const reach = (): void => {
    // Forward and backward stand side by side where both can be seen whole.
    pair?.classList.remove("stacked");
    pair?.classList.toggle("stacked", [...pair.querySelectorAll(".formula")].some(isWide));
    for (const host of formulas) {
      if (isWide(host)) host.tabIndex = 0;
      else host.removeAttribute("tabindex");
    }
  };
  new ResizeObserver(reach).observe(document.body);
  document.documentElement.dataset.typeset = "true";
}

/** Whether there is more than can be seen at once. */
function isWide({ scrollWidth, clientWidth }: Element): boolean {
  return scrollWidth > clientWidth + 1;
}
