import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const chrome = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--size-13)", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  // A frame would be cut off at the panel's edges, so the focus is seen at the left one.
  "&:focus-within": { boxShadow: "inset 3px 0 0 var(--ink)" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.65" },
  ".cm-content": { padding: "0.75rem 0 2rem", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.75rem 0 0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { background: "none", border: "none", color: "var(--soft)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.25rem", paddingRight: "0.5rem" },
  ".cm-lineNumbers .cm-made": { cursor: "pointer" },
  ".cm-lineNumbers .cm-made::before": {
    content: "''",
    float: "left",
    width: "6px",
    height: "6px",
    margin: "calc((1.65em - 6px) / 2) 0 0 0.5rem",
    border: "1.25px solid var(--mark)",
    transform: "rotate(45deg)",
  },
  ".cm-lineNumbers .cm-made:hover": { color: "var(--ink)" },
  ".cm-lineNumbers .cm-made:hover::before": { borderColor: "var(--ink)", background: "var(--ink)" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "none" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { background: "light-dark(#d9dfe8, #39414e)" },
  ".cm-line.cm-now": {
    background: "var(--now-wash)",
    boxShadow: "inset 3px 0 0 var(--now)",
  },
  ".cm-now-part": {
    borderRadius: "3px",
    background: "color-mix(in srgb, var(--now) 16%, transparent)",
  },
  ".cm-chosen": { boxShadow: "inset 0 -2px 0 var(--selection)" },
  ".cm-lintRange-error, .cm-lintRange-warning, .cm-lintRange-info": {
    backgroundImage: "none",
    textDecoration: "underline wavy 1.5px",
    textUnderlineOffset: "4px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-error": { textDecorationColor: "var(--fault)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--caution)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--soft)" },
  ".cm-lintPoint::after": { borderBottomColor: "var(--fault)" },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "var(--radius)",
    background: "var(--panel)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
    maxWidth: "26rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible", padding: "0.25rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    minWidth: "14rem",
    maxWidth: "min(26rem, 92vw)",
    maxHeight: "17rem",
    fontFamily: "var(--code)",
    fontSize: "var(--size-13)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "0.5rem",
    minHeight: "1.75rem",
    padding: "0 0.5rem",
    borderRadius: "0.375rem",
    color: "var(--ink)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "light-dark(#e9e7e0, #333944)",
    color: "var(--ink)",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] > .cm-completionDetail": {
    color: "var(--ink)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": {
    overflow: "hidden",
    marginLeft: "auto",
    color: "var(--soft)",
    fontSize: "var(--size-12)",
    fontStyle: "normal",
    textOverflow: "ellipsis",
  },
  ".cm-tooltip.cm-completionInfo": {
    margin: "0 0.375rem",
    padding: "0",
    maxWidth: "22rem",
    overflowY: "auto",
    maxHeight: "24rem",
  },
  ".cm-diagnostic": {
    padding: "0.5rem 0.75rem",
    border: "none",
    fontFamily: "var(--interface)",
    fontSize: "var(--size-13)",
  },
  ".cm-diagnosticAction": {
    margin: "0.25rem 0 0",
    border: "1px solid var(--mark)",
    borderRadius: "6px",
    background: "var(--panel)",
    color: "var(--ink)",
  },
});

const code = HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], fontWeight: "600" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.string, color: "var(--code-number)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: "var(--forward)",
  },
  { tag: [tags.function(tags.definition(tags.variableName))], color: "var(--forward)" },
  { tag: tags.invalid, color: "var(--fault)" },
]);

/** The editor in the colours and type of the page. */
export const editorTheme: Extension = [chrome, syntaxHighlighting(code)];
