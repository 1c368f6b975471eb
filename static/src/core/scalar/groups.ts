/** The modules that stand for opened ops and tensors; they close where others fold. */
import type { Module } from "../document.ts";

/** The type of a module that is an opened op. */
export const OPENED_OP = "opened op";
/** The type of a module that is a tensor in its elements. */
export const OPENED_TENSOR = "opened tensor";

/** The catalogue has no such ops: they take a tensor apart into its elements, and put it together. */
export const APART = "apart";
export const TOGETHER = "together";

/** The id of the tensor that an opened one stands for; see {@link TensorGroup.id}. */
export function wholeOf(module: string): string {
  return module.replace(/\[\]$/, "");
}

export function isOpened({ type }: Pick<Module, "type">): boolean {
  return type === OPENED_OP || type === OPENED_TENSOR;
}
