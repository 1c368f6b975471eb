import type { Num } from "../core/document.ts";
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

/** Inputs and constants on which a word is shown. */
export interface CatalogCase {
  /** Nested lists in the shape of each input. */
  inputs: unknown[];
  constants: Record<string, unknown>;
  /** The call alone. */
  call: string;
  /** A program that makes it and runs back through it; "" where no program can. */
  program: string;
  /** Whether every number of it can be drawn. */
  fits: boolean;
}

/** One word of the catalogue, an op or a composition, as far as the page explains it. */
export interface CatalogEntry {
  kind: "op" | "composition";
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
  domain: { low: number; high: number; kinks: number[] }[];
  kinks: string[];
  cases: CatalogCase[];
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

/** An elementwise op over one of its inputs. */
export interface Curve {
  op: string;
  slot: number;
  /** null: through the numbers of a call. */
  case: number | null;
  /** The other inputs, and at what they are held. */
  held: { input: string; value: Num }[];
  kinks: number[];
  x: number[];
  y: Num[];
  /** The local derivative at each x; null where the op has none. */
  slope: Num[] | null;
}

/** Value and slope of an op over the domain of one of its inputs, as the engine computes them. */
export function fetchCurve(
  name: string,
  slot: number,
  of: number,
  signal: AbortSignal,
): Promise<Curve> {
  const path = `/api/v1/ops/${encodeURIComponent(name)}/curve?slot=${slot}&case=${of}`;
  return requestJson<Curve>(path, undefined, signal);
}

/** One call of an elementwise op with single numbers, of which one varies. */
export interface Call {
  slot: number;
  inputs: readonly number[];
  constants: Readonly<Record<string, unknown>>;
  low: number;
  high: number;
}

/** Value and slope of an op through the numbers of a call; that of the varied input is among the places. */
export function fetchCallCurve(name: string, call: Call, signal: AbortSignal): Promise<Curve> {
  return requestJson<Curve>(`/api/v1/ops/${encodeURIComponent(name)}/curve`, call, signal);
}
