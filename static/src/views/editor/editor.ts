import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import {
  Annotation,
  type ChangeSet,
  EditorState,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Diagnostic, Span } from "../../core/document.ts";
import { spanRange } from "./positions.ts";
import { editorTheme } from "./theme.ts";

/** The program text and what is said about it. */
export interface Editor {
  readonly source: string;
  /** Replace the whole text, as an opened link or a gallery program does; `onInput` is not called. */
  load(source: string): void;
  /** Underline diagnostics in place, with their hints and fixes. */
  underline(diagnostics: readonly Diagnostic[]): void;
  /** Light the lines of the statement that runs now, or none. */
  light(span: Span | null): void;
  /** Put the cursor at a span and show it. */
  reveal(span: Span): void;
  /** Apply a diagnostic's fix, as if it had been typed. */
  apply(fix: NonNullable<Diagnostic["fix"]>): void;
  focus(): void;
}

const loaded = Annotation.define<boolean>();
const lit = StateEffect.define<Span | null>();

const litLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(lit)) next = decorate(transaction.state, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * When a key replaces a selection of several lines, Chromium joins the lines itself and writes a
 * style attribute, which the Content-Security-Policy reports; so the editor replaces them.
 */
const typeOverLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    const { doc } = view.state;
    const oneLine = doc.lineAt(from).number === doc.lineAt(to).number;
    if (event.inputType !== "insertText" || event.data === null || oneLine) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

function decorate(state: EditorState, span: Span | null): DecorationSet {
  if (!span || span.line > state.doc.lines) return Decoration.none;
  const ranges = [];
  for (let line = span.line; line <= Math.min(span.end_line, state.doc.lines); line++) {
    ranges.push(Decoration.line({ class: "cm-now" }).range(state.doc.line(line).from));
  }
  return Decoration.set(ranges);
}

/**
 * Make the editor inside `parent`.
 * @param nonce allows its style element under the page's Content-Security-Policy
 * @param onInput called with the whole text after every edit of the person's, and whether the edit
 *   put it in the place of all that stood there
 */
export function createEditor(
  parent: HTMLElement,
  nonce: string,
  onInput: (source: string, replaced: boolean) => void,
): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({ "aria-label": "Program", spellcheck: "false" }),
        EditorView.lineWrapping,
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        indentUnit.of("    "),
        python(),
        litLines,
        typeOverLines,
        editorTheme,
        keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          const byHand = update.transactions.some(
            (one) => one.docChanged && !one.annotation(loaded),
          );
          if (byHand) onInput(update.state.doc.toString(), replacesAll(update.changes));
        }),
      ],
    }),
  });

  const apply: Editor["apply"] = (fix) => {
    const range = spanRange(view.state.doc, fix.span);
    view.dispatch({ changes: { ...range, insert: fix.text }, userEvent: "input.fix" });
    view.focus();
  };

  const mark = (diagnostic: Diagnostic, span: Span): Mark => {
    const { message, hint, severity, fix } = diagnostic;
    return {
      ...visibleRange(view.state, spanRange(view.state.doc, span)),
      severity,
      message: hint ? `${message}\n${hint}` : message,
      actions: fix ? [{ name: fix.title, apply: () => apply(fix) }] : [],
    };
  };

  return {
    get source() {
      return view.state.doc.toString();
    },
    load(source) {
      const changes = { from: 0, to: view.state.doc.length, insert: source };
      view.dispatch({ changes, annotations: loaded.of(true), selection: { anchor: 0 } });
    },
    underline(diagnostics) {
      const marks = diagnostics.flatMap((one) => (one.span ? [mark(one, one.span)] : []));
      view.dispatch(setDiagnostics(view.state, marks));
    },
    light(span) {
      view.dispatch({ effects: lit.of(span) });
    },
    reveal(span) {
      const { from } = spanRange(view.state.doc, span);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    apply,
    focus: () => view.focus(),
  };
}

/** Whether one change put something in the place of all that was there. */
function replacesAll(changes: ChangeSet): boolean {
  let all = false;
  changes.iterChangedRanges((from, to) => {
    all ||= from === 0 && to === changes.length && to > 0;
  });
  return all;
}

/** An empty range would show as a tiny point; widen it to one character where there is one. */
function visibleRange(
  state: EditorState,
  { from, to }: { from: number; to: number },
): { from: number; to: number } {
  if (to > from) return { from, to };
  const line = state.doc.lineAt(from);
  return from < line.to
    ? { from, to: from + 1 }
    : { from: Math.max(line.from, from - 1), to: from };
}
