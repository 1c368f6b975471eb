/**
 * Names in formulas. The catalogue writes its formulas with placeholders (`@x`, `@y`); the page
 * puts the names of this graph's tensors there, as LaTeX that cannot hold a command of the user's.
 */
import { formatNumber, MINUS } from "../core/number.ts";

/** The LaTeX that stands for `@name` in a formula, by name. */
export type Letters = ReadonlyMap<string, string>;

/** LaTeX of an identifier: `w12` is w with the index 12, `loss` is one word, `w'1` is version 1 of w. */
export function identifierLatex(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const [, stem = last, own, version, element, primes = ""] =
    /^(.+?)(?:_?(\d+)(?!.*_))?(?:'(\d+))?(?:_(\d[\d,]*))?('*)$/u.exec(onTheLine(last)) ?? [];
  const index = own ?? element;
  const letters = stem.replaceAll(/[^\p{L}\p{N}]/gu, (sign) => (sign === "_" ? "\\_" : ""));
  const body = [...letters].length === 1 ? letters : `\\mathit{${letters}}`;
  const indexed = index ? `${body}_{${index}}` : body;
  if (version === undefined) return indexed + primes;
  return primes ? `{${indexed}^{(${version})}}${primes}` : `${indexed}^{(${version})}`;
}

/** "W₀₁" as "W_01", "w⁽¹⁾" as "w'1". */
function onTheLine(name: string): string {
  return name
    .replace(/[₀-₉‚]+$/u, (index) => `_${index.replaceAll("‚", ",")}`)
    .replace(/⁽(.+)⁾/u, "'$1")
    .normalize("NFKC");
}

/** Put letters and names into a formula. */
export function fillPlaceholders(latex: string, letters: Letters): string {
  return latex.replaceAll(/@([A-Za-z]+)/g, (_, key: string) => {
    const filled = letters.get(key) ?? identifierLatex(key);
    return filled.length > 1 ? `{${filled}}` : filled;
  });
}

/** A formula that holds for each element, of single numbers: there are no indices and no sum over them. */
export function ofNumbers(latex: string): string {
  return latex
    .replaceAll(/\\sum_[ij] /g, "")
    .replaceAll(/(@[A-Za-z]+(?:\^\{\\nabla\})?)_[ij](?![A-Za-z])/g, "$1")
    .replaceAll("\\otimes", "\\cdot")
    .replaceAll("\\oslash", "/");
}

/**
 * Write shapes under the tensors of a formula, each once: `y = W x` with the sizes below. Where a
 * tensor is indexed, or stands within a fraction or an exponent, there is no room for its shape.
 * @param shapes by placeholder: "3 × 2"
 */
export function underShapes(latex: string, shapes: ReadonlyMap<string, string>): string {
  const written = new Set<string>();
  let depth = 0;
  const parts = latex.split(/(\\[{}]|[{}]|@[A-Za-z]+(?:\^\{\\nabla\})?)/);
  return parts
    .map((part, at) => {
      if (part === "{") depth++;
      if (part === "}") depth--;
      const shape = shapes.get(/^@([A-Za-z]+)/.exec(part)?.[1] ?? "");
      const indexed = parts[at + 1]?.startsWith("_");
      if (shape === undefined || depth > 0 || indexed || written.has(part)) return part;
      written.add(part);
      return `\\underset{\\text{${shape}}}{${part}}`;
    })
    .join("");
}

/**
 * Give each placeholder a tensor's own name or, where it has none, a letter that no tensor has.
 * @param names by placeholder; null where the tensor has no name
 * @param labels all names of the graph
 */
export function chooseLetters(
  names: ReadonlyMap<string, string | null>,
  labels: ReadonlySet<string>,
): Letters {
  const taken = new Set(writtenLabels(labels));
  const chosen = new Map<string, string>();
  for (const [key, name] of names) {
    const letter = identifierLatex(name ?? freeLetter(key, taken));
    taken.add(letter);
    chosen.set(key, letter);
  }
  return chosen;
}

const written = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** All labels of a graph as LaTeX; a large graph has thousands, and is asked for each of its ops. */
function writtenLabels(labels: ReadonlySet<string>): readonly string[] {
  let known = written.get(labels);
  if (!known) written.set(labels, (known = Array.from(labels, identifierLatex)));
  return known;
}

/** The placeholder's own letter, else one that formulas use for nothing else, else with an index. */
function freeLetter(own: string, taken: ReadonlySet<string>): string {
  const letters = [own, "u", "v", "q", "r", "z", "w"];
  let free: string | undefined;
  for (let index = 0; free === undefined; index++) {
    free = letters
      .map((letter) => (index === 0 ? letter : `${letter}${index}`))
      .find((letter) => !taken.has(identifierLatex(letter)));
  }
  return free;
}

/** A backward formula as one share of several: x∇ += y∇ instead of x∇ = y∇. */
export function asShare(latex: string): string {
  // A formula that writes into zeros says how it adds; the zeros hold for a single share only.
  const adds = /\\text\{then\} \\; (.+)$/.exec(latex)?.[1];
  return adds ?? latex.replace(" = ", " \\mathrel{+}= ");
}

/** A line of a derivation that holds one share of several: dots stand for the others. */
export function withOthers(latex: string): string {
  const [sum = "", ...conditions] = latex.split(", \\quad");
  return [`${sum} + \\cdots`, ...conditions].join(", \\quad");
}

/** The parts of a formula that may stand on lines of their own: `y = f(x)`, and what x and f are. */
export function clausesOf(latex: string): string[] {
  const clauses = [""];
  let depth = 0;
  for (const piece of latex.split(/(\\[{}]|[{}]|, *\\quad(?![A-Za-z]))/)) {
    if (piece === "{") depth++;
    if (piece === "}") depth--;
    if (depth === 0 && /^, *\\quad$/.test(piece)) clauses.push(`${clauses.pop()},`, "");
    else clauses.push(clauses.pop() + piece);
  }
  return clauses.map((clause) => clause.trim());
}

/** Leave the summands of tensors out that a call was not given: `@bias_o + ...` without a bias. */
export function withoutSummands(latex: string, absent: readonly string[]): string {
  return absent.reduce(
    (left, name) => left.replaceAll(new RegExp(`@${name}(_\\w|_\\{[^{}]*\\})? \\+ `, "g"), ""),
    latex,
  );
}

/**
 * Put an op's constants into its formulas. The catalogue names them in words, `\mathit{min}`, or
 * explains a letter behind the forward formula, `n = \text{exponent}`.
 * @param forward the op's forward formula
 */
export function putConstants(
  latex: string,
  forward: string,
  constants: Readonly<Record<string, unknown>>,
): string {
  const explained = /, \\quad (\w) = \\text\{([^}]+)\}$/.exec(forward);
  const [explanation = "", letter = "", word = ""] = explained ?? [];
  const value = constants[plain(word)];
  const filled =
    typeof value === "number" ? putNumber(latex.replace(explanation, ""), letter, value) : latex;
  return filled.replaceAll(/\\mathit\{([^}]+)\}/g, (words, name: string) => {
    const constant = constants[plain(name)];
    return typeof constant === "number" ? numberLatex(constant) : words;
  });
}

/** The number in place of a letter: n\,x^{n-1} becomes 3\,x^{2}, and what is no change falls away. */
function putNumber(latex: string, letter: string, value: number): string {
  return latex
    .replaceAll(new RegExp(`\\b${letter} ?- ?1\\b`, "g"), numberLatex(value - 1))
    .replaceAll(new RegExp(`(?<![A-Za-z@\\\\])${letter}(?![A-Za-z])`, "g"), numberLatex(value))
    .replaceAll(/\^\{\{1\}\}| - \{0\}/g, "");
}

/** In braces, so that a minus in it is a sign and no subtraction. */
function numberLatex(value: number): string {
  return `{${formatNumber(value)
    .replaceAll(MINUS, "-")
    .replace(/e(.+)$/, "\\cdot 10^{$1}")}}`;
}

/** `max\_val` is the constant max_val. */
function plain(latex: string): string {
  return latex.replaceAll("\\", "");
}
