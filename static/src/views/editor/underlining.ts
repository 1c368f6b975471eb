import {
  type Diagnostic as Mark,
  forEachDiagnostic,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from "@codemirror/lint";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { EditorView, KeyBinding } from "@codemirror/view";
import type { Diagnostic, Fix, Span } from "../../core/document.ts";
import { spanRange } from "./positions.ts";

/** Underlines diagnostics, with their hints and their fixes in a tooltip. */
export function underlined(
  state: EditorState,
  diagnostics: readonly Diagnostic[],
  apply: (fix: Fix) => void,
): TransactionSpec {
  const marks = diagnostics.flatMap((one) =>
    one.span ? [markOf(state, one, one.span, apply)] : [],
  );
  return setDiagnostics(state, marks);
}

/** F8 and Shift-F8 walk from fault to fault; Ctrl and "." applies the first fix of the one here. */
export const mendingKeys: readonly KeyBinding[] = [
  { key: "F8", run: nextDiagnostic, shift: previousDiagnostic, preventDefault: true },
  { key: "Mod-.", run: mend, preventDefault: true },
];

function mend(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  const found: { fix: () => void; away: number }[] = [];
  forEachDiagnostic(view.state, ({ actions }, from, to) => {
    const [action] = actions ?? [];
    if (!action) return;
    const away = head < from ? from - head : Math.max(0, head - to);
    found.push({ fix: () => action.apply(view, from, to), away });
  });
  found.sort((one, other) => one.away - other.away);
  found[0]?.fix();
  return true;
}

function markOf(
  state: EditorState,
  { message, hint, severity, fixes = [] }: Diagnostic,
  span: Span,
  apply: (fix: Fix) => void,
): Mark {
  return {
    ...visibleRange(state, spanRange(state.doc, span)),
    severity,
    message: (hint ? `${message}\n${hint}` : message).replaceAll("`", ""),
    actions: fixes.map((fix) => ({ name: fix.title.replaceAll("`", ""), apply: () => apply(fix) })),
  };
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
