import { nothing } from "lit";
import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  closeHoverTooltips,
  type EditorView,
  hasHoverTooltips,
  hoverTooltip,
  keymap,
  showTooltip,
  type Tooltip,
  ViewPlugin,
} from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import { fetchVocabulary } from "../../api/words.ts";
import type { Graph } from "../../core/graph.ts";
import { namesOf } from "../../core/program/names.ts";
import { wordAt } from "../../core/program/place.ts";
import { opsAt, tensorNamed } from "../../core/program/spans.ts";
import { wordCalled, wordsAt } from "../../core/program/vocabulary.ts";
import { nameCard, shapesLine, tensorCard, wordCard } from "./card.ts";
import { placeIn } from "./positions.ts";

/** The graph that the text stands for, or null while it has none or another one is drawn. */
export type PresentGraph = () => Graph | null;

const shown = StateEffect.define<Tooltip | null>();

/** Help that a key asked for; moving the cursor or typing puts it away. */
const asked = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(shown)) return effect.value;
    // The browser reports a selection after the fact, too, when it is where it was.
    const moved = !transaction.startState.selection.eq(transaction.newSelection);
    return transaction.docChanged || moved ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

/** Help on the word under the pointer, and with F1 on the word at the cursor. */
export function wordHelp(present: PresentGraph): Extension {
  return [
    asked,
    hoverTooltip((view, at) => helpUnderPointer(view, at, present()), { hoverTime: 350 }),
    putAwayByEscape,
    keymap.of([
      {
        key: "F1",
        run(view) {
          if (view.state.field(asked)) view.dispatch({ effects: shown.of(null) });
          else void explain(view, present);
          return true;
        },
      },
      {
        key: "Escape",
        run(view) {
          const open = view.state.field(asked) !== null;
          if (open) view.dispatch({ effects: shown.of(null) });
          return open;
        },
      },
    ]),
  ];
}

/** Show help on the word at the cursor. @returns false where there is none */
export async function explain(view: EditorView, present: PresentGraph): Promise<boolean> {
  const tooltip = await helpAt(view.state, view.state.selection.main.head, present());
  view.dispatch({ effects: [shown.of(tooltip), closeHoverTooltips] });
  return tooltip !== null;
}

/** Help for a pointer that is still there when the words have come, unless a key has asked for some. */
async function helpUnderPointer(
  view: EditorView,
  at: number,
  graph: Graph | null,
): Promise<Tooltip | null> {
  const tooltip = await helpAt(view.state, at, graph);
  return view.dom.matches(":hover") && !view.state.field(asked) ? tooltip : null;
}

/** Escape puts away what the pointer opened, wherever the focus is. */
const putAwayByEscape = ViewPlugin.define((view) => {
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !hasHoverTooltips(view.state)) return;
    event.stopPropagation();
    view.dispatch({ effects: closeHoverTooltips });
  };
  window.addEventListener("keydown", close, true);
  return { destroy: () => window.removeEventListener("keydown", close, true) };
});

async function helpAt(
  state: EditorState,
  at: number,
  graph: Graph | null,
): Promise<Tooltip | null> {
  const dom = await cardAt(state, at, graph);
  if (!dom) return null;
  const source = state.doc.toString();
  const { from, to } = wordAt(source, at) ?? { from: at, to: at };
  return { pos: from, end: to, above: true, create: () => ({ dom: dom() }) };
}

/** The card of what stands at an offset: a name, a word of the language, or an operator. */
async function cardAt(
  state: EditorState,
  at: number,
  graph: Graph | null,
): Promise<(() => HTMLElement) | null> {
  const source = state.doc.toString();
  const found = wordAt(source, at);
  const place = placeIn(state.doc, at);
  const [op] = graph ? opsAt(graph, place) : [];
  const vocabulary = await fetchVocabulary().catch(() => null);
  if (!vocabulary) return null;
  if (!found) {
    // An operator: the op that it made says what it is.
    const word =
      /[-+*/@%]/.test(source.slice(at, at + 1)) && op && wordsAt(vocabulary, "").get(op.op);
    return word ? () => wordCard(word, graph ? shapesLine(graph, op) : nothing) : null;
  }
  const { path, behindValue, word } = found;
  const own = namesOf(source);
  if (path.length === 0 && !behindValue) {
    const tensor = graph && tensorNamed(graph, word, place.line);
    if (tensor) return () => tensorCard(graph, tensor);
    const name = own.names.get(word);
    if (name && name.kind !== "prefix") return () => nameCard(name);
  }
  const called = behindValue ? `x.${word}` : [...path, word].join(".");
  const known = wordCalled(vocabulary, own, called);
  if (!known) {
    const name = path.length === 0 ? own.names.get(word) : undefined;
    return name ? () => nameCard(name) : null;
  }
  const ran = graph && op && op.op === known.reference ? shapesLine(graph, op) : nothing;
  return () => wordCard(known, ran);
}
