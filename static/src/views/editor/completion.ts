import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
  selectedCompletion,
} from "@codemirror/autocomplete";
import { insertNewlineAndIndent } from "@codemirror/commands";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import { fetchVocabulary } from "../../api/words.ts";
import { namesOf } from "../../core/program/names.ts";
import { placeAt } from "../../core/program/place.ts";
import { type Suggestion, suggestionsAt } from "../../core/program/vocabulary.ts";
import { closedAt, completedBrackets } from "./brackets.ts";
import { nameCard, wordCard } from "./card.ts";

/** Completion of ops, layers, keywords and the program's own names, each with its card. */
export const completions: Extension = [
  // Before the keys of the list itself.
  Prec.highest(
    keymap.of([
      { key: "Tab", run: acceptCompletion },
      { key: "Enter", run: leaveWhole },
    ]),
  ),
  completedBrackets,
  autocompletion({
    override: [suggest],
    icons: false,
    interactionDelay: 0,
    maxRenderedOptions: 60,
  }),
];

/** Enter after a word that is typed out ends the line, although the word is on the list. */
function leaveWhole(view: EditorView): boolean {
  const selected = selectedCompletion(view.state);
  const place = placeAt(view.state.doc.toString(), view.state.selection.main.head);
  if (!selected || selected.label !== place?.word) return false;
  closeCompletion(view);
  return insertNewlineAndIndent(view);
}

async function suggest(context: CompletionContext): Promise<CompletionResult | null> {
  const source = context.state.doc.toString();
  const place = placeAt(source, context.pos);
  if (!place) return null;
  const { word, path, behindValue, importing } = place;
  const wanted = word !== "" || path.length > 0 || behindValue || importing !== null;
  if (!wanted && !context.explicit) return null;
  const vocabulary = await fetchVocabulary().catch(() => null);
  if (!vocabulary || context.aborted) return null;
  const suggestions = suggestionsAt(vocabulary, namesOf(source), place);
  return { from: place.from, options: suggestions.map(option), validFor: /^[\p{L}\p{N}_]*$/u };
}

/** Calls take their brackets along; what stands higher on the list is likelier to be meant. */
function option(suggestion: Suggestion, index: number): Completion {
  const { label, word, own, value } = suggestion;
  const isCall = value === null && (word ? word.signature.includes("(") : own?.kind === "function");
  return {
    label,
    detail: detail(suggestion),
    type: own ? "own" : (word?.kind ?? "own"),
    boost:
      value !== null ? 40 : own ? 30 : word?.kind === "keyword" ? -10 : -Math.min(9, index / 60),
    ...(isCall && { apply: applyCall }),
    info: () => (word ? wordCard(word) : own ? nameCard(own) : null),
  };
}

function detail({ word, own, value }: Suggestion): string {
  if (value !== null) return value;
  if (own) return own.kind === "function" ? `(${own.signature})` : "";
  if (!word?.signature) return word?.kind === "prefix" ? "…" : "";
  const room = 28;
  const call = word.signature.slice(word.signature.indexOf("("));
  return call.length > room ? `${call.slice(0, room - 2)}…)` : call;
}

/** Insert a call with the cursor between its brackets, unless brackets stand there already. */
function applyCall(view: EditorView, completion: Completion, from: number, to: number): void {
  const called = view.state.sliceDoc(to, to + 1) === "(";
  const text = called ? completion.label : `${completion.label}()`;
  const change = insertCompletionText(view.state, text, from, to);
  const inside = from + completion.label.length + 1;
  view.dispatch({
    ...change,
    selection: { anchor: inside },
    effects: called ? [] : closedAt.of(inside),
    annotations: pickedCompletion.of(completion),
    scrollIntoView: true,
  });
}
