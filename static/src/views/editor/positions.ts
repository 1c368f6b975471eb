import type { Text } from "@codemirror/state";
import type { Span } from "../../core/document.ts";
import type { Place } from "../../core/program/spans.ts";

/** Offsets of a span in the editor's text, clipped to it: a diagnostic may be older than the text. */
export function spanRange(text: Text, span: Span): { from: number; to: number } {
  const from = offset(text, span.line, span.column);
  return { from, to: Math.max(from, offset(text, span.end_line, span.end_column)) };
}

/** The engine counts code points, the editor UTF-16 units. */
function offset(text: Text, line: number, column: number): number {
  if (line > text.lines) return text.length;
  const { from, text: content } = text.line(Math.max(1, line));
  return from + [...content].slice(0, column).join("").length;
}

/** Line and column of an offset, as the engine counts them. */
export function placeIn(text: Text, at: number): Place {
  const { number, from, text: content } = text.lineAt(at);
  return { line: number, column: Array.from(content.slice(0, at - from)).length };
}
