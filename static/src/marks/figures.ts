import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import { formatCell, formatNumber, shapeText } from "../core/number.ts";
import type { TensorState } from "../core/frame.ts";

/** Numbers that fit on one line. */
const most = 4;

/** The first elements of an array, whole numbers only, and its shape where there are more. */
export function figuresOf(array: ArrayJson | undefined): string {
  if (!array) return "";
  if (!isFull(array)) return shapeText(array.shape);
  const { data, shape } = array;
  if (data.length <= 2) return data.map((element) => formatNumber(element)).join("   ");
  const first = data.slice(0, most).map((element) => formatCell(element));
  if (data.length <= most) return first.join("   ");
  return `${first.join("   ")}   …   (${shapeText(shape)})`;
}

/** A scalar as the graph writes it; null for anything else. */
export function scalarText(array: ArrayJson | undefined): string | null {
  const [only] = array && isFull(array) && array.shape.length === 0 ? array.data : [];
  return only === undefined ? null : formatNumber(only);
}

/** "2 of 3 arrived" while contributions are on their way to a tensor that expects several. */
export function ledgerText({ ledger, arrived, expected }: TensorState): string {
  const underWay = ledger === "waiting" || ledger === "partial";
  return underWay && expected > 1 ? `${arrived} of ${expected} arrived` : "";
}
