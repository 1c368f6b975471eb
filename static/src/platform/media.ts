/** Whether the person asked the system for less motion. */
export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Calls `listener` now and whenever the answer to the media query changes. */
export function watchMedia(query: string, listener: (matches: boolean) => void): void {
  const list = matchMedia(query);
  list.addEventListener("change", (event) => listener(event.matches));
  listener(list.matches);
}
