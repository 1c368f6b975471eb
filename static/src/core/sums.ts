/** Sums of products, as a person would write them: symbols, numbers, result. */
import { type Cell, indexText } from "./cells.ts";
import type { Num } from "./document.ts";
import { operand } from "./expression.ts";
import { formatNumber, toNumber } from "./number.ts";

/** A product of cells and of a number that an op works out from those within it. */
export interface Product {
  cells: readonly (Cell & { value: Num; within?: boolean })[];
  factor: Num;
  /** The number's formula. */
  text: string | null;
  product: Num;
}

/** A product in two lines. */
export interface WrittenProduct {
  /** "k∇[0]", "x[1]" */
  symbols: string[];
  /** Whether a formula of its own stands as the last symbol. */
  formula: boolean;
  /** "−0.0921 · −0.7" */
  numbers: string;
  product: string;
}

/** "k∇[0]": a cell by the name of its tensor. */
export function cellText({ tensor, of, index }: Cell, name: (id: string) => string): string {
  return `${operand(name(tensor))}${of === "gradient" ? "∇" : ""}${indexText(index)}`;
}

export function writeProduct(term: Product, name: (id: string) => string): WrittenProduct {
  const { cells, factor, text, product } = term;
  const factors = cells.filter(({ within = false }) => !within);
  const numbers = factors.map(({ value }) => formatNumber(value));
  const one = toNumber(factor) === 1 && factors.length === cells.length && factors.length > 0;
  const alone = one && (text === null || text === "1");
  const worked = !alone && text !== null;
  if (!alone) numbers.push(formatNumber(factor));
  const symbols = factors.map((cell) => cellText(cell, name));
  if (!alone && !worked) symbols.push(formatNumber(factor));
  return { symbols, formula: worked, numbers: numbers.join(" · "), product: formatNumber(product) };
}
