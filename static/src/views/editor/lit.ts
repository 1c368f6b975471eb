import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Span } from "../../core/document.ts";
import { spanRange } from "./positions.ts";

/** Set what runs now, or null. */
export const runs = StateEffect.define<Span | null>();
/** Set what made the selected node, or null. */
export const chosen = StateEffect.define<Span | null>();

const part = Decoration.mark({ class: "cm-now-part" });
const made = Decoration.mark({ class: "cm-chosen" });

const running = field(runs, (state, span) => [
  ...linesOf(state, span).map((from) => Decoration.line({ class: "cm-now" }).range(from)),
  ...marked(state, span, part),
]);
const choice = field(chosen, (state, span) => marked(state, span, made));

/** Lights the lines and the part of them that runs now, and underlines what was selected. */
export const lights: Extension = [running, choice];

function field(
  effect: typeof runs,
  ranges: (state: EditorState, span: Span) => ReturnType<typeof marked>,
): StateField<DecorationSet> {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(drawn, { changes, effects, state }) {
      let next = drawn.map(changes);
      for (const one of effects) {
        if (!one.is(effect)) continue;
        const fits = one.value && one.value.end_line <= state.doc.lines;
        next = one.value && fits ? Decoration.set(ranges(state, one.value), true) : Decoration.none;
      }
      return next;
    },
    provide: (own) => EditorView.decorations.from(own),
  });
}

function linesOf({ doc }: EditorState, { line, end_line }: Span): number[] {
  return Array.from({ length: end_line - line + 1 }, (_, index) => doc.line(line + index).from);
}

function marked({ doc }: EditorState, span: Span, mark: Decoration) {
  const { from, to } = spanRange(doc, span);
  return to > from ? [mark.range(from, to)] : [];
}
