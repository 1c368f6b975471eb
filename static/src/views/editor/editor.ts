import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  undo,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { Annotation, type ChangeSet, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, tooltips } from "@codemirror/view";
import type { Diagnostic, Fix, Span } from "../../core/document.ts";
import type { Graph } from "../../core/graph.ts";
import { formatProgram } from "../../core/program/format.ts";
import { completions } from "./completion.ts";
import { drawn, leadingNumbers } from "./gutter.ts";
import { explain, type PresentGraph, wordHelp } from "./help.ts";
import { isReplay, type Settings, SettingsHistory } from "./history.ts";
import { chosen, lights, runs } from "./lit.ts";
import { type Pointing, pointing } from "./pointing.ts";
import { spanRange } from "./positions.ts";
import { editorTheme } from "./theme.ts";
import { mendingKeys, underlined } from "./underlining.ts";

/** The program text and what is said about it. */
export interface Editor {
  readonly source: string;
  /** Replace the whole text, as an opened link or a gallery program does. */
  load(source: string): void;
  /** Underline diagnostics in place, with their hints and fixes. */
  underline(diagnostics: readonly Diagnostic[]): void;
  /** Light what runs now, or nothing. */
  light(span: Span | null): void;
  /** Underline what made the selected node, or nothing, and bring it into view. */
  choose(span: Span | null): void;
  /** Mark the lines that made something in this graph. */
  mark(graph: Graph | null): void;
  /** Tell what the word at the cursor is. @returns false where there is nothing to tell */
  explain(): Promise<boolean>;
  /** Put the cursor at a span and show it. */
  reveal(span: Span): void;
  /** Apply a diagnostic's fix, as if it had been typed. */
  apply(fix: Fix): void;
  /** Tidy the program. @returns false where its brackets, strings or indentation are not in order */
  format(): boolean;
  undo(): void;
  redo(): void;
  /** A slider has come to rest: what it changed is one step of the history. */
  settle(): void;
  focus(): void;
}

/** What the editor needs to know, and whom it tells. */
export interface EditorLinks extends Pointing {
  /** What the program runs with beside its text, as it is now. */
  settings(): Settings;
  present: PresentGraph;
  /**
   * The person has changed the program, by typing, undoing or redoing.
   * @param replaced whether something was put in the place of all that stood there
   * @param settings what comes with it; null: all as it was
   */
  onChange(source: string, replaced: boolean, settings: Settings | null): void;
  /** Formatting was asked for by key, and the program could not be read. */
  onUnreadable(): void;
}

const loaded = Annotation.define<boolean>();

/**
 * When a key replaces a selection, Chromium joins what remains by itself and writes a style
 * attribute, which the Content-Security-Policy reports; so the editor replaces them.
 */
const typeOverLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== "insertText" || event.data === null || from === to) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

/**
 * Make the editor inside `parent`.
 * @param nonce allows its style element under the page's Content-Security-Policy
 */
export function createEditor(parent: HTMLElement, nonce: string, links: EditorLinks): Editor {
  const past = new SettingsHistory(links.settings);
  const view: EditorView = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({
          "aria-label": "Program",
          spellcheck: "false",
          tabindex: "0",
        }),
        EditorView.lineWrapping,
        tooltips({ parent: placeForCards(parent) }),
        leadingNumbers(links.present, links),
        history(),
        past.extension,
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        python(),
        lights,
        typeOverLines,
        editorTheme,
        completions,
        wordHelp(links.present),
        pointing(links.present, links),
        keymap.of([
          { key: "Shift-Alt-f", run: () => format() || (links.onUnreadable(), true) },
          ...mendingKeys,
          indentWithTab,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.updateListener.of(({ transactions, changes, docChanged, state }) => {
          const settings = past.after(transactions);
          const byHand = docChanged && !transactions.some((one) => one.annotation(loaded));
          if (byHand || (settings && transactions.some(isReplay)))
            links.onChange(state.doc.toString(), replacesAll(changes), settings);
        }),
      ],
    }),
  });

  const settle = (): void => {
    const change = past.settle();
    if (change) view.dispatch(change);
  };
  const apply: Editor["apply"] = (fix) => {
    const range = spanRange(view.state.doc, fix.span);
    view.dispatch({ changes: { ...range, insert: fix.text }, userEvent: "input.fix" });
    view.focus();
  };
  const format: Editor["format"] = () => {
    const text = view.state.doc.toString();
    const tidy = formatProgram(text);
    if (tidy !== null && tidy !== text)
      view.dispatch({ changes: difference(text, tidy), userEvent: "input.format" });
    return tidy !== null;
  };

  return {
    get source() {
      return view.state.doc.toString();
    },
    load(source) {
      const isFirst = view.state.doc.length === 0;
      view.dispatch(
        {
          changes: { from: 0, to: view.state.doc.length, insert: source },
          selection: { anchor: 0 },
          ...past.opened(isFirst),
        },
        { annotations: loaded.of(true) },
      );
    },
    underline: (diagnostics) => view.dispatch(underlined(view.state, diagnostics, apply)),
    light: (span) => view.dispatch({ effects: runs.of(span) }),
    choose(span) {
      const at = span && spanRange(view.state.doc, span).from;
      const scroll =
        at === null ? [] : [EditorView.scrollIntoView(at, { y: "nearest", yMargin: 48 })];
      view.dispatch({ effects: [chosen.of(span), ...scroll] });
    },
    mark: (graph) => view.dispatch({ effects: drawn.of(graph) }),
    explain: () => explain(view, links.present),
    reveal(span) {
      const { from } = spanRange(view.state.doc, span);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    apply,
    format,
    settle,
    undo() {
      settle();
      undo(view);
    },
    redo: () => void redo(view),
    focus: () => view.focus(),
  };
}

/** Beside the editor, which cuts off what reaches beyond it, and within the same landmark. */
function placeForCards(parent: HTMLElement): HTMLElement {
  const place = document.createElement("div");
  place.className = "editor-cards";
  (parent.closest("section") ?? document.body).append(place);
  return place;
}

/** The one piece in which two texts differ, so that the cursor stays where it was. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0;
  while (from < before.length && before[from] === after[from]) from++;
  let end = 0;
  const most = Math.min(before.length, after.length) - from;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

/** Whether one change put something in the place of all that was there. */
function replacesAll(changes: ChangeSet): boolean {
  let all = false;
  changes.iterChangedRanges((from, to) => {
    all ||= from === 0 && to === changes.length && to > 0;
  });
  return all;
}
