import type { Op } from "../../core/document.ts";

/** As much as is read of one op's constants. */
const longest = 160;

/** An op's constants as a program writes them: `stride=2, padding=0`. "" where it has none. */
export function writeConstants({ op, constants = {} }: Op): string {
  const written = Object.entries(constants).map(([name, value]) =>
    op === "getitem" ? writeKey(value) : `${name}=${writeLiteral(value)}`,
  );
  const text = written.join(", ");
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A value as Python writes it. */
export function writeLiteral(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `"${value}"`;
  if (!Array.isArray(value)) return String(value);
  return `(${value.map(writeLiteral).join(", ")}${value.length === 1 ? "," : ""})`;
}

/** What stands in the brackets: numbers, slices, lists. */
function writeKey(key: unknown): string {
  const part = (item: unknown): string => {
    if (typeof item === "string") return item;
    return Array.isArray(item) ? `[${item.map(part).join(", ")}]` : writeLiteral(item);
  };
  return `[${(Array.isArray(key) ? key : [key]).map(part).join(", ")}]`;
}
