"""Rows of the generic tests that no class can tell of itself, one file per family of ops.

- ``KINKS``: an op, its inputs, its constants, the gradient of each input under a gradient of ones;
  None for an input that gets none. Where PyTorch decides a tie or a kink, this is its decision.
- ``ENDS``: an op, its inputs, its constants, and its value: NaN, infinities, -0.0, huge and tiny.
- ``REFUSALS`` and ``SETTINGS``: an op, shapes and constants, and the message with which ``plan``
  refuses shapes (a ShapeError) or settings (a DomainError).
- ``VALUES``: an op, inputs and constants that ``forward`` refuses, and the message.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, TypeAlias

Row: TypeAlias = tuple[str, list[Any], dict[str, Any], Any]
Refusal: TypeAlias = tuple[str, tuple[tuple[int, ...], ...], dict[str, Any], str]
ValueRefusal: TypeAlias = tuple[str, tuple[Any, ...], dict[str, Any], str]


def rows(kind: str) -> list[Any]:
    """Give the rows of one kind, of all families."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    families = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [row for family in families for row in getattr(family, kind, ())]
