"""A document in the text forms of other programs: one file for each form."""

from engine.export.dot import dot
from engine.export.mermaid import mermaid

__all__ = ["dot", "mermaid"]
