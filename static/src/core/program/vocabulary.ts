/** The words of the language, place by place, and what can be typed at a place of a program. */
import type { ProgramName, ProgramNames } from "./names.ts";
import type { WordPlace } from "./place.ts";

/** A name of the language at one place; see the engine's vocabulary. */
export interface Word {
  name: string;
  kind: string;
  /** How it is called; "" for what is not. */
  signature: string;
  /** One sentence. */
  about: string;
  /** The word of the reference that explains it; "" for none. */
  reference: string;
  arguments: { name: string; default: string }[];
}

export interface Vocabulary {
  words: Word[];
  /** Numbers of words, by place: "torch.nn", "" for bare names, ".tensor", ".module", ".optimizer". */
  places: Record<string, number[]>;
  /** Prefixes that need no import, and what they stand for. */
  prefixes: Record<string, string>;
}

/** Something to type: a word of the language, a name of the program, or a keyword of the call. */
export interface Suggestion {
  label: string;
  word: Word | null;
  own: ProgramName | null;
  /** Default of a keyword argument; null for anything else. */
  value: string | null;
}

const listed = new WeakMap<Vocabulary, Map<string, ReadonlyMap<string, Word>>>();

/** The words of a place by name. */
export function wordsAt(vocabulary: Vocabulary, place: string): ReadonlyMap<string, Word> {
  const places = listed.get(vocabulary) ?? new Map<string, ReadonlyMap<string, Word>>();
  listed.set(vocabulary, places);
  let words = places.get(place);
  if (!words) {
    const known = place === ".self" ? ".module" : place;
    const found = (vocabulary.places[known] ?? []).flatMap((n) => vocabulary.words[n] ?? []);
    words = new Map(found.map((word) => [word.name, word]));
    places.set(place, words);
  }
  return words;
}

/**
 * The place that stands behind names joined by dots: a module by its full name, or what can be
 * asked of a tensor, a module of layers or an optimizer; ".self" for a module of the program's own class.
 */
export function placeBehind(
  vocabulary: Vocabulary,
  own: ProgramNames,
  path: readonly string[],
): string {
  const [first = "", ...rest] = path;
  const name = own.names.get(first);
  const prefix = name?.kind === "prefix" ? name.from : name ? null : vocabulary.prefixes[first];
  if (prefix != null) {
    const full = [prefix, ...rest].join(".");
    return full in vocabulary.places ? full : ".tensor";
  }
  if (first === "self") return rest.length === 0 ? ".self" : behindMaker(rest.at(-1) ?? "");
  if (rest.length === 0) return kindOfMaker(vocabulary, own, name?.from ?? "");
  return behindMaker(rest.at(-1) ?? "");

  function behindMaker(attribute: string): string {
    return kindOfMaker(vocabulary, own, own.attributes.get(attribute) ?? "");
  }
}

/** What a call by a name makes, as far as can be told. */
function kindOfMaker(vocabulary: Vocabulary, own: ProgramNames, callee: string): string {
  if (callee === "") return ".tensor";
  if (own.names.get(callee)?.kind === "class") return ".self";
  const kind = wordCalled(vocabulary, own, callee)?.kind;
  return kind === "layer" ? ".module" : kind === "optimizer" ? ".optimizer" : ".tensor";
}

/** The word that a name, or names joined by dots, stand for; null for the program's own. */
export function wordCalled(vocabulary: Vocabulary, own: ProgramNames, called: string): Word | null {
  const path = called.split(".");
  const last = path.pop() ?? "";
  const name = path.length === 0 ? own.names.get(last) : undefined;
  if (name?.kind === "prefix") {
    const split = name.from.lastIndexOf(".");
    return wordsAt(vocabulary, name.from.slice(0, split)).get(name.from.slice(split + 1)) ?? null;
  }
  if (name) return null;
  const place = path.length === 0 ? "" : placeBehind(vocabulary, own, path);
  return wordsAt(vocabulary, place).get(last) ?? null;
}

/** All that can be typed at a place, the program's own names first. */
export function suggestionsAt(
  vocabulary: Vocabulary,
  own: ProgramNames,
  place: WordPlace,
): Suggestion[] {
  if (place.importing) return imports(vocabulary, place);
  if (place.behindValue) return offer(vocabulary, ".tensor");
  if (place.path.length > 0) return behind(vocabulary, own, place.path);
  const mine = Array.from(own.names.values(), (name) => ({
    label: name.name,
    word: null,
    own: name,
    value: null,
  }));
  const bare = offer(vocabulary, "").filter(({ label }) => !own.names.has(label));
  return [...keywords(vocabulary, own, place), ...mine, ...bare];
}

function offer(vocabulary: Vocabulary, place: string): Suggestion[] {
  return Array.from(wordsAt(vocabulary, place).values(), asSuggestion);
}

function asSuggestion(word: Word): Suggestion {
  return { label: word.name, word, own: null, value: null };
}

function behind(vocabulary: Vocabulary, own: ProgramNames, path: readonly string[]): Suggestion[] {
  const place = placeBehind(vocabulary, own, path);
  if (place !== ".self") return offer(vocabulary, place);
  const attributes = Array.from(own.attributes, ([name, from]) => ({
    label: name,
    word: null,
    own: { name, kind: "variable" as const, signature: "", from },
    value: null,
  }));
  return [...attributes, ...offer(vocabulary, ".module")];
}

/** Keywords of the call around the place that are not given yet. */
function keywords(vocabulary: Vocabulary, own: ProgramNames, { call }: WordPlace): Suggestion[] {
  const word = call && wordCalled(vocabulary, own, call.callee.replace(/^\./, "x."));
  if (!call || !word) return [];
  return word.arguments
    .filter(({ name }) => !call.given.includes(name))
    .map(({ name, default: value }) => ({ label: `${name}=`, word, own: null, value }));
}

/** Modules behind `import` and `from`, names behind `from ... import`. */
function imports(vocabulary: Vocabulary, { importing, path }: WordPlace): Suggestion[] {
  const from = importing?.from;
  if (from != null) return offer(vocabulary, from);
  const modules = Object.keys(vocabulary.places).filter((name) => /^\w/.test(name));
  const start = path.length > 0 ? `${path.join(".")}.` : "";
  const next = modules.flatMap((name) =>
    name.startsWith(start) ? (name.slice(start.length).split(".")[0] ?? []) : [],
  );
  return Array.from(new Set(next), (label) => ({
    label,
    word: null,
    own: { name: label, kind: "prefix", signature: "", from: start + label },
    value: null,
  }));
}
