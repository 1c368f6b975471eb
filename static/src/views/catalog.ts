import { type CatalogEntry, fetchOp } from "../api/ops.ts";

/** What the page knows of the catalogue: asked for once an op is met, there a moment later. */
export interface Catalog {
  /** The entry of an op, or null while it is on its way. */
  entry(name: string): CatalogEntry | null;
  /** Calls `listener` whenever an entry has arrived. */
  subscribe(listener: () => void): void;
}

export function createCatalog(): Catalog {
  const known = new Map<string, CatalogEntry | null>();
  const listeners: (() => void)[] = [];
  const ask = async (name: string): Promise<void> => {
    try {
      known.set(name, await fetchOp(name));
    } catch {
      // Everything but the formulas works without it; the next look asks again.
      known.delete(name);
      return;
    }
    for (const listener of listeners) listener();
  };
  return {
    entry(name) {
      if (!known.has(name)) {
        known.set(name, null);
        void ask(name);
      }
      return known.get(name) ?? null;
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
