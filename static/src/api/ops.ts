import { requestJson } from "./request.ts";

/** LaTeX in which `@x` stands for the tensor in the input named x; see marks/formula.ts. */
export type Latex = string;

/** The lecture's four steps to the gradient of one input. */
export interface Derivation {
  element: Latex;
  sum: Latex;
  work_out: Latex;
  vectorise: Latex;
}

/** One op of the catalogue, as far as the page explains it. */
export interface CatalogEntry {
  name: string;
  aliases: string[];
  family: string;
  symbol: string;
  title: string;
  /** Names of the inputs by slot; a last name that starts with `*` takes the rest. */
  inputs: string[];
  /** Names of the outputs; where an op has `many`, one name stands for all. */
  outputs: string[];
  elementwise: boolean;
  differentiable: boolean;
  /** Why it has no derivative. */
  reason?: string | null;
  formula: { forward: Latex; backward: Latex[] };
  derivation: Derivation[];
  saves: string[];
  domain: string;
  kinks: string[];
  code: { forward: string; backward: string };
  /** Citation of where the formula comes from. */
  source: string;
}

const entries = new Map<string, Promise<CatalogEntry>>();

/** The catalogue's entry of an op; each is fetched once. */
export function fetchOp(name: string): Promise<CatalogEntry> {
  let entry = entries.get(name);
  if (!entry) {
    entry = requestJson<CatalogEntry>(`/api/v1/ops/${encodeURIComponent(name)}`);
    // A failed fetch may succeed later, so it is not remembered.
    entry.catch(() => entries.delete(name));
    entries.set(name, entry);
  }
  return entry;
}
