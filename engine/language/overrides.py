"""Numbers that stand in for those of a leaf, as they were sent."""

from __future__ import annotations

from typing import Any

from engine.arrays import Value, as_value
from engine.errors import EngineError, Span

NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})
"""The words by which JSON carries what it has no numbers for."""


def replacement(data: Any, id: str, value: Value, span: Span | None) -> Value:
    """Take ``data`` in the place of a leaf's ``value``. Raises EngineError if it does not fit."""
    try:
        new = as_value(_spelled_out(data)).astype(value.dtype)
    except (TypeError, ValueError):
        new = None
    if new is None or new.shape != value.shape:
        shape = f"the shape {value.shape}" if value.shape else "one number"
        raise EngineError(
            f"the value given for `{id}` does not fit: the program has {shape}",
            code="input-shape",
            hint="Give as many numbers as the program does.",
            span=span,
        )
    return new


def _spelled_out(data: Any) -> Any:
    """Take the strings by which JSON carries NaN and the infinities as numbers."""
    if isinstance(data, list | tuple):
        return [_spelled_out(part) for part in data]
    return float(data) if isinstance(data, str) and data in NOT_FINITE else data
