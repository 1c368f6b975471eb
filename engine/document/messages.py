"""A document's diagnostics as a terminal shows them."""

from __future__ import annotations

from engine.document.form import DiagnosticForm
from engine.errors import Diagnostic, Span
from engine.language import render


def message(source: str, diagnostic: DiagnosticForm) -> str:
    """Write a diagnostic of a document as text, with its place in the source underlined."""
    span = diagnostic.get("span")
    return render(
        source,
        Diagnostic(
            diagnostic["code"],
            diagnostic["severity"],
            diagnostic["message"],
            diagnostic.get("hint", ""),
            span=Span(**span) if span else None,
        ),
    )
