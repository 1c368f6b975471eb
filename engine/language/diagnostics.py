"""Diagnostics as text, with the place underlined."""

from __future__ import annotations

from engine.errors import Diagnostic, Span


def render(source: str, diagnostic: Diagnostic) -> str:
    """Write a diagnostic as a terminal shows it.

    ::

        line 2: W (3, 2) @ x (3,): inner sizes 2 and 3 differ

            y = W @ x
                ~~~~^

        (n, k) @ (k, m) gives (n, m): the inner sizes k must be equal.
    """
    span = diagnostic.span
    place = "" if span is None else f"line {span.line}: "
    severity = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    parts = [f"{severity}{place}{diagnostic.message}"]
    if span is not None:
        parts.append(_underlined(source, span))
    if diagnostic.hint:
        parts.append(diagnostic.hint)
    return "\n\n".join(parts)


def _underlined(source: str, span: Span) -> str:
    """Show the first line of a span and mark what it covers there."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = "".join(map(_shown, lines[span.line - 1]))
    end = span.end_column if span.end_line == span.line else len(line)
    # Tabs stay tabs under the text, so that the mark stands where the text does.
    before = "".join(c if c == "\t" else " " for c in line[: span.column])
    mark = "~" * (end - span.column - 1) + "^"
    return f"    {line}\n    {before}{mark}"


def _shown(character: str) -> str:
    """Give a character as a terminal can show it, in one column."""
    is_shown = character.isprintable() or character == "\t"
    return character if is_shown else "\N{REPLACEMENT CHARACTER}"
