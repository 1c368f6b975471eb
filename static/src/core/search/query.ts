/**
 * What a person may ask of a graph, read from the text of the search:
 *
 *   query      = { condition }                          all of them hold
 *   condition  = quantity ( sign number | "nan" | "inf" )
 *              | "nan" | "inf"                          in the value or in a gradient
 *              | "shape" ( "(" numbers ")" | number { "x" number } | "scalar" )
 *              | [ ( "name" | "op" | "module" ) ":" ] word
 *   quantity   = "value" | "grad" | "|value|" | "|grad|"
 *   sign       = "<" | "<=" | "=" | "!=" | ">=" | ">"
 */

export type Sign = "<" | "<=" | "=" | "!=" | ">=" | ">";
export type Broken = "nan" | "inf";
/** Which numbers of a tensor are meant; without one, either. */
export type Quantity = "value" | "grad";

export type Condition =
  | { kind: "word"; field: "any" | "name" | "op" | "module"; text: string }
  | { kind: "number"; of: Quantity; absolute: boolean; sign: Sign; bound: number }
  | { kind: "broken"; of: Quantity | null; what: Broken }
  | { kind: "shape"; shape: readonly number[] };

/** Why a query cannot be read: what is wrong, where in the text, and what to try. */
export interface Fault {
  what: string;
  hint: string;
  from: number;
  to: number;
}

export type Query = { conditions: Condition[]; fault: null } | { conditions: null; fault: Fault };

interface Token {
  text: string;
  from: number;
  to: number;
}

/** A word that was given in quotation marks is what it says, and nothing else. */
const TOKEN =
  /"[^"]*"?|\|[^\s|]*\|?|<=|>=|!=|==|[<>=≤≥≠]|\([^)]*\)?|(?:name|op|module):(?:"[^"]*"?|\S*)|[^\s"<>=≤≥≠|(!]+|\S/giu;
const SIGNS: Record<string, Sign> = {
  "<": "<",
  ">": ">",
  "=": "=",
  "==": "=",
  "<=": "<=",
  "≤": "<=",
  ">=": ">=",
  "≥": ">=",
  "!=": "!=",
  "≠": "!=",
};
const QUANTITIES: Record<string, Quantity> = {
  value: "value",
  grad: "grad",
  gradient: "grad",
};
const BROKEN: Record<string, Broken> = { nan: "nan", inf: "inf", infinity: "inf", "∞": "inf" };

class Misread extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.what);
    this.fault = fault;
  }
}

/** Read a query. An empty one has no conditions. */
export function readQuery(text: string): Query {
  const tokens = Array.from(text.matchAll(TOKEN), ({ 0: found, index }) => ({
    text: found,
    from: index,
    to: index + found.length,
  }));
  try {
    return { conditions: new Reader(tokens).all(), fault: null };
  } catch (error) {
    if (error instanceof Misread) return { conditions: null, fault: error.fault };
    throw error;
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  all(): Condition[] {
    const conditions: Condition[] = [];
    for (let token = this.#take(); token; token = this.#take()) conditions.push(this.#one(token));
    return conditions;
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #take(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #one(token: Token): Condition {
    const word = token.text.toLowerCase();
    if (word.startsWith("|")) return this.#absolute(token);
    if (word in SIGNS || word === "!")
      throw misread(
        "There is nothing before the sign that it could compare.",
        `Try value ${word} 1 or |grad| ${word} 1.`,
        token,
      );
    if (word === "shape" && isShape(this.#peek())) return this.#shape(token);
    const of = QUANTITIES[word];
    const next = this.#peek()?.text.toLowerCase() ?? "";
    if (of && next in SIGNS) return this.#number(token, of, false);
    if (of && next in BROKEN) return { kind: "broken", of, what: BROKEN[this.#next()] as Broken };
    if (next in SIGNS)
      throw misread(
        `${token.text} is nothing that can be compared.`,
        `Compare value, |value|, grad or |grad|; a name stands beside it: ${token.text} value ${next} 1.`,
        token,
      );
    if (word in BROKEN) return { kind: "broken", of: null, what: BROKEN[word] as Broken };
    return wordOf(token);
  }

  #next(): string {
    return this.#take()?.text.toLowerCase() ?? "";
  }

  #absolute(token: Token): Condition {
    const of = QUANTITIES[token.text.replaceAll("|", "").toLowerCase()];
    const isClosed = token.text.length > 1 && token.text.endsWith("|");
    if (!of || !isClosed)
      throw misread(
        isClosed
          ? `${token.text} is nothing that a graph has.`
          : `${token.text} lacks its second bar.`,
        "Try |value| or |grad|.",
        token,
      );
    if (!((this.#peek()?.text ?? "") in SIGNS))
      throw misread(`${token.text} is compared with nothing.`, `Try ${token.text} > 1.`, token);
    return this.#number(token, of, true);
  }

  #number(start: Token, of: Quantity, absolute: boolean): Condition {
    const sign = this.#take() as Token;
    const number = this.#take();
    const [kind, text] = [SIGNS[sign.text] as Sign, number?.text.toLowerCase() ?? ""];
    const broken = BROKEN[text.replace(/^[+−-]/u, "")];
    if (broken === "nan") {
      if (kind === "=") return { kind: "broken", of, what: "nan" };
      throw misread("NaN is neither larger nor smaller than anything.", `Try ${of} nan.`, {
        ...start,
        to: number?.to ?? sign.to,
      });
    }
    const bound = broken === "inf" ? Infinity * (isNegative(text) ? -1 : 1) : numberOf(text);
    if (Number.isNaN(bound))
      throw misread(
        number ? `${number.text} is no number.` : "The number to compare with is missing.",
        `Try ${start.text} ${sign.text} 1 or ${start.text} ${sign.text} 1e-3.`,
        number ?? { ...start, to: sign.to },
      );
    return { kind: "number", of, absolute, sign: kind, bound };
  }

  #shape(start: Token): Condition {
    const token = this.#take() as Token;
    if (token.text.toLowerCase() === "scalar") return { kind: "shape", shape: [] };
    const parts = [token.text];
    // "3 x 2" may be written with spaces.
    while (isTimes(this.#peek()?.text) && /^\d+$/u.test(this.#peek(1)?.text ?? ""))
      parts.push(this.#next(), this.#next());
    const inner = parts.join("").replace(/^\(|\)$/gu, "");
    const sizes = inner.split(/[x×,]/iu).map((size) => size.trim());
    // As in Python, (3,) is a shape with one size, and () that of a scalar.
    if (sizes.at(-1) === "") sizes.pop();
    if (token.text === "(" || sizes.some((size) => !/^\d+$/u.test(size)))
      throw misread(`${token.text} is no shape.`, "Try shape (3, 2), shape 3x2 or shape scalar.", {
        ...token,
        from: start.from,
      });
    return { kind: "shape", shape: sizes.map(Number) };
  }
}

/** After the word shape: without one of these it is a name like others. */
function isShape(next: Token | undefined): boolean {
  return next !== undefined && /^\(|^\d|^scalar$/iu.test(next.text);
}

function isTimes(text = ""): boolean {
  return /^[x×]$/iu.test(text);
}

function wordOf(token: Token): Condition {
  const { text } = token;
  const [, field, named] = /^(name|op|module):(.*)$/iu.exec(text) ?? [];
  const word = (named ?? text).replaceAll('"', "");
  if (word === "")
    throw misread(
      field ? `${text} says nothing to look for.` : "There is nothing between the quotation marks.",
      field ? `Try ${field.toLowerCase()}:relu.` : "Put a name there, or leave them out.",
      token,
    );
  const within = (field?.toLowerCase() ?? "any") as "any" | "name" | "op" | "module";
  return { kind: "word", field: within, text: word };
}

function isNegative(text: string): boolean {
  return /^[−-]/u.test(text);
}

function numberOf(text: string): number {
  return text === "" ? Number.NaN : Number(text.replaceAll("−", "-"));
}

function misread(what: string, hint: string, { from, to }: Omit<Token, "text">): Misread {
  return new Misread({ what, hint, from, to });
}
