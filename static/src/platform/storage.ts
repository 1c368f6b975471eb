const prefix = "nablascope.";

/** A remembered setting, or `fallback` where nothing usable is stored. */
export function recall<T extends string | number | boolean>(name: string, fallback: T): T {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(prefix + name) ?? "null");
    return typeof stored === typeof fallback ? (stored as T) : fallback;
  } catch {
    // Storage may be forbidden or hold somebody else's text; the page works without it.
    return fallback;
  }
}

/** Remember a setting for the next visit, where the browser allows it. */
export function remember(name: string, value: string | number | boolean): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Forbidden or full: the setting lasts for this visit only.
  }
}
