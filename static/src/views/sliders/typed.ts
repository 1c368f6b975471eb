import type { Kind } from "./handles.ts";

/**
 * Read a number that was typed, with the minus sign and the spaces that people use.
 * @returns null where nothing was typed: as the program gives it; a sentence where it cannot be taken
 */
export function readNumber(text: string, kind: Kind): number | null | string {
  const plain = text.replaceAll("−", "-").replaceAll(/[\s_]/g, "");
  if (plain === "") return null;
  if (/^[-+]?(nan|inf(inity)?|∞)$/i.test(plain))
    return "Only finite numbers can be set here. Write NaN or an infinity into the program.";
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain))
    return "This is not a number. Write it as 1.5, −0.25 or 2e−3.";
  const number = Number(plain);
  if (!Number.isFinite(number)) return "This number is too large for a float64.";
  if (kind === "whole" && !Number.isInteger(number))
    return "Only whole numbers mean anything here.";
  return number;
}
