"""Comparisons and what counts as true. Only values are looked at: no gradient passes here."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.arrays import Value, as_value, size_of
from engine.errors import EngineError, ShapeError
from engine.language.session import Session
from engine.language.values import Anything, Reading, kind_of, plain
from engine.op import broadcast

COMPARISONS: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", np.equal),
    ast.NotEq: ("!=", np.not_equal),
    ast.Lt: ("<", np.less),
    ast.LtE: ("<=", np.less_equal),
    ast.Gt: (">", np.greater),
    ast.GtE: (">=", np.greater_equal),
    ast.Is: ("is", np.equal),
    ast.IsNot: ("is not", np.not_equal),
    ast.In: ("in", np.equal),
    ast.NotIn: ("not in", np.not_equal),
}


NUMERIC = (int, float, list, np.ndarray)


def compared(session: Session, operator: type[ast.cmpop], left: Anything, right: Anything) -> Any:
    """Compare plain numbers, arrays or lists of numbers; strings and None for equality only.

    Gives True or False, or an array of these. Raises EngineError.
    """
    symbol, ufunc = COMPARISONS[operator]
    if operator in (ast.In, ast.NotIn):
        return _is_among(session, symbol, left, right) is (operator is ast.In)
    equality = operator in (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)
    if equality and _holds_words(session, left) and _holds_words(session, right):
        return (left == right) is (operator in (ast.Eq, ast.Is))
    if isinstance(left, NUMERIC) and isinstance(right, NUMERIC):
        return elementwise(session, symbol, ufunc, left, right)
    if equality:
        same = type(left) is type(right) and left == right
        return same is (operator in (ast.Eq, ast.Is))
    raise EngineError(
        f"`{symbol}` cannot compare {kind_of(left)} with {kind_of(right)}",
        code="operands",
        hint="It compares tensors and numbers.",
    )


PLAIN = str | int | float | None
"""What is looked for in a list, and may stand in it."""


def _is_among(session: Session, symbol: str, item: Anything, items: Anything) -> bool:
    """Look for a word in a text, or for a number or a word in a list. Raises EngineError."""
    if isinstance(item, str) and isinstance(items, str):
        session.meter.count("expressions", len(items))
        return item in items
    if isinstance(item, PLAIN) and isinstance(items, range):
        return item in items
    if isinstance(items, np.ndarray) and items.ndim == 1:
        items = items.tolist()
    if isinstance(item, PLAIN) and isinstance(items, list | tuple):
        session.meter.count("expressions", len(items))
        if all(isinstance(part, PLAIN) for part in items):
            return item in items
    raise EngineError(
        f"`{symbol}` cannot look for {kind_of(item)} in {kind_of(items)}",
        code="operands",
        hint="It looks for a number or a word in a list, and for a word in a text.",
    )


def _holds_words(session: Session, value: Anything) -> bool:
    """Tell a list with words in it, which can only be compared as a whole."""
    if not isinstance(value, list):
        return False
    session.meter.count("expressions", len(value))
    return any(isinstance(part, str) for part in value) and all(
        isinstance(part, str | int | float) for part in value
    )


def close(session: Session, a: Value, b: Value, *, rtol: float, atol: float) -> bool:
    """Tell whether all numbers are near those of another tensor: |a - b| ≤ atol + rtol · |b|."""
    session.meter.make(size_of(broadcast(np.shape(a), np.shape(b))))
    return bool(np.allclose(a, b, rtol=rtol, atol=atol))


def joined(session: Session, left: Any, right: Any, *, every: bool) -> Any:
    """Give ``left and right`` (``every``) or ``left or right`` of arrays, element by element."""
    if every:
        return elementwise(session, "and", np.logical_and, left, right)
    return elementwise(session, "or", np.logical_or, left, right)


def joined_masks(
    session: Session,
    symbol: str,
    ufunc: Callable[[Any, Any], Any],
    left: Anything,
    right: Anything,
) -> Anything:
    """Give ``left & right`` and its like: of masks, element by element. Raises EngineError."""
    masks = [session.plain(value) for value in (left, right)]
    if not all(map(_is_mask, masks)):
        kinds = " and ".join(map(kind_of, (left, right)))
        hint = "Write `**` for a power." if symbol == "^" else MASK_HINT.format(symbol)
        raise EngineError(f"`{symbol}` cannot take {kinds}", code="operands", hint=hint)
    result = elementwise(session, symbol, ufunc, *masks)
    return Reading(result) if isinstance(result, np.ndarray) else result


def turned(value: Anything) -> Any:
    """Give ``~value``, of a mask, element by element. Raises EngineError."""
    if not _is_mask(value):
        raise EngineError(
            f"`~` cannot take {kind_of(value)}",
            code="operands",
            hint="It turns a mask round: `~(x > 0)`.",
        )
    return plain(np.logical_not(value))


MASK_HINT = "It joins masks, and comes before comparisons: write `(x > 0) {} (y > 0)`."


def _is_mask(value: Anything) -> bool:
    return isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == bool)


def negated(value: Anything) -> Any:
    """Give ``not value``: of an array element by element."""
    if isinstance(value, np.ndarray) and value.size != 1:
        return np.logical_not(value)
    return not is_true(value)


def is_true(value: Anything) -> bool:
    """Tell whether a plain value counts as true. Raises EngineError for an array of many."""
    if isinstance(value, Reading):
        value = value.value
    if isinstance(value, np.ndarray):
        if value.size != 1:
            raise EngineError(
                f"a tensor of shape {value.shape} is neither true nor false",
                code="truth",
                hint="Reduce it with `all(...)` or `any(...)`, or compare one element.",
            )
        return bool(value.item())
    return bool(value)


def elementwise(
    session: Session, symbol: str, ufunc: Callable[[Any, Any], Any], left: Any, right: Any
) -> Any:
    """Ask something of the numbers of two tensors, which broadcast. Raises EngineError."""
    try:
        a, b = as_value(left), as_value(right)
    except (TypeError, ValueError):
        raise EngineError(
            "a list of more than numbers cannot be compared",
            code="operands",
            hint="Compare its items one by one.",
        ) from None
    try:
        shape = broadcast(a.shape, b.shape)
    except ShapeError as fault:
        raise ShapeError(
            f"{a.shape} {symbol} {b.shape}: {fault.message}", hint=fault.hint
        ) from None
    session.meter.make(size_of(shape))
    return plain(ufunc(a, b))
