/** What a link remembers: everything that the person set, and nothing that can be computed. */
import { type Grain, GRAINS } from "./grain.ts";
import type { Direction } from "./layout/scene.ts";
import type { Reading } from "./shorthand.ts";

export interface LinkState {
  version: 1;
  source: string;
  /** Values in place of the program's, by leaf id; nested lists of numbers. */
  inputs: Record<string, unknown>;
  seed: number;
  /** Index of the last stop that is seen; −1 at the start, where there is none. */
  stop: number;
  /** What a step is; null where the person has not chosen. */
  grain: Grain | null;
  /** Ids of folded modules; null where the person has folded and opened nothing. */
  folded: string[] | null;
  reading: Reading;
  /** Which way the graph is drawn; null where the person has not turned it. */
  direction: Direction | null;
  /** Whether the edges carry numbers. */
  numbers: boolean;
  /** Ids of the ops that are opened into scalar ops, or all that can be. */
  opened: string[] | "all";
  /** Ids of tensors that are drawn whole although only opened ops meet them. */
  whole: string[];
  /** Id of the selected tensor or op. */
  selection: string | null;
}

export const LARGEST_SEED = 2 ** 32 - 1;
const DIRECTIONS: readonly Direction[] = ["left-right", "bottom-top"];

/** Compact JSON: fields at their default are left out. */
export function serializeLink(state: LinkState): string {
  return JSON.stringify({
    version: state.version,
    source: state.source,
    ...(Object.keys(state.inputs).length > 0 && { inputs: state.inputs }),
    ...(state.seed !== 0 && { seed: state.seed }),
    ...(state.stop !== -1 && { stop: state.stop }),
    ...(state.grain !== null && { grain: state.grain }),
    ...(state.folded !== null && { folded: state.folded }),
    ...(state.reading !== "full" && { reading: state.reading }),
    ...(state.direction !== null && { direction: state.direction }),
    ...(state.numbers && { numbers: true }),
    ...(state.opened.length > 0 && { opened: state.opened }),
    ...(state.whole.length > 0 && { whole: state.whole }),
    ...(state.selection !== null && { selection: state.selection }),
  });
}

/**
 * Reads what {@link serializeLink} wrote. A field that is not what it should be takes its default,
 * since half a link is better than none; without a source there is no link, and null is returned.
 */
export function parseLink(text: string): LinkState | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(raw) || raw.version !== 1 || typeof raw.source !== "string") return null;
  return {
    version: 1,
    source: raw.source,
    inputs: isRecord(raw.inputs) ? readInputs(raw.inputs) : {},
    seed: isWhole(raw.seed) && raw.seed <= LARGEST_SEED ? raw.seed : 0,
    stop: isWhole(raw.stop) ? raw.stop : -1,
    grain: GRAINS.find((grain) => grain === raw.grain) ?? null,
    folded: Array.isArray(raw.folded) ? readIds(raw.folded) : null,
    opened: raw.opened === "all" ? "all" : Array.isArray(raw.opened) ? readIds(raw.opened) : [],
    whole: Array.isArray(raw.whole) ? readIds(raw.whole) : [],
    reading: raw.reading === "shorthand" ? "shorthand" : "full",
    direction: DIRECTIONS.find((direction) => direction === raw.direction) ?? null,
    numbers: raw.numbers === true,
    selection: typeof raw.selection === "string" ? raw.selection : null,
  };
}

function readIds(raw: readonly unknown[]): string[] {
  return raw.filter((id) => typeof id === "string");
}

function readInputs(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => isNumeric(value)));
}

const DEEPEST = 8;

function isNumeric(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return true;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return true;
  return (
    Array.isArray(value) && depth < DEEPEST && value.every((item) => isNumeric(item, depth + 1))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
