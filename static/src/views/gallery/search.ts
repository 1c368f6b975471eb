import type { Example } from "../programs/program.ts";

/**
 * Whether every word that is looked for stands in an example: in its title, its sentence, its
 * program, or the name of its group.
 */
export function isFound({ title, about, source }: Example, group: string, wanted: string): boolean {
  const text = `${title}\n${about}\n${source}\n${group}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
