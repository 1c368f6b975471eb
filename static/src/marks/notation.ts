/**
 * Names in formulas. The catalogue writes its formulas with placeholders (`@x`, `@y`); the page
 * puts the names of this graph's tensors there, as LaTeX that cannot hold a command of the user's.
 */

/** What stands for `@name` in a formula: a tensor's own name, or null where it has none. */
export type Names = ReadonlyMap<string, string | null>;

/** LaTeX of an identifier: `w12` is w with the index 12, `loss` is one word, primes stay. */
export function identifierLatex(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const [, stem = last, index = "", primes = ""] = /^(.+?)_?(\d*)('*)$/u.exec(last) ?? [];
  const letters = stem.replaceAll(/[^\p{L}\p{N}]/gu, (sign) => (sign === "_" ? "\\_" : ""));
  const body = [...letters].length === 1 ? letters : `\\mathit{${letters}}`;
  return (index ? `${body}_{${index}}` : body) + primes;
}

/**
 * Put names into a formula. A placeholder without a name keeps its own letter, or gets a free one
 * where that letter is already the name of another tensor in the formula.
 */
export function fillPlaceholders(latex: string, names: Names): string {
  const letters = chooseLetters(names);
  return latex.replaceAll(/@([A-Za-z]+)/g, (_, key: string) => {
    const filled = letters.get(key) ?? identifierLatex(key);
    return filled.length > 1 ? `{${filled}}` : filled;
  });
}

/** The letters that stand for unnamed tensors, by placeholder, with the name each one got. */
export function chooseLetters(names: Names): ReadonlyMap<string, string> {
  const taken = new Set([...names.values()].filter((name) => name !== null));
  const chosen = new Map<string, string>();
  for (const [key, name] of names) {
    const letter =
      name ?? [key, "u", "v", "p", "q", "r", "z"].find((free) => !taken.has(free)) ?? key;
    taken.add(letter);
    chosen.set(key, identifierLatex(letter));
  }
  return chosen;
}
