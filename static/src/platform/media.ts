/** Whether the person asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Calls `listener` now and whenever the answer to the media query changes. What holds of paper alone
 * is not told: the page would change under the printer's hands.
 */
export function watchMedia(query: string, listener: (matches: boolean) => void): void {
  const list = matchMedia(query);
  let printed = false;
  addEventListener("beforeprint", () => (printed = true));
  addEventListener("afterprint", () => (printed = false));
  list.addEventListener("change", (event) => {
    if (!printed) listener(event.matches);
  });
  listener(list.matches);
}
