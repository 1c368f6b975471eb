"""What loops and comprehensions walk over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.catalog import CATALOG
from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.language.layer import Layer
from engine.language.session import Session
from engine.language.values import Anything, Element, Given, Reading, kind_of, plain


def items_of(session: Session, value: Anything, span: Span) -> Iterator[Anything]:
    """Walk over a list, a range, or the rows of a tensor. Raises EngineError.

    Counters are readings: a number that only counts never becomes an input.
    """
    match value:
        case range():
            yield from map(Reading, value)
        case list() | tuple():
            yield from value
        case Layer() if (layers := value.items()) is not None:
            yield from layers
        case TensorNode():
            for index in range(_length(value.shape)):
                yield session.apply(CATALOG["getitem"], [value], {"key": index}, span)
        case Given() | Element():
            for index in range(_length(session.shape(value))):
                yield Element(value, index, span)
        case Reading():
            for index in range(_length(np.shape(value.value))):
                yield _item_of(value, index)
        case _:
            raise EngineError(
                f"{kind_of(value)} cannot be walked over",
                code="operands",
                hint="Lists, `range(n)` and the rows of a tensor can.",
                span=span,
            )


def _item_of(reading: Reading, index: int) -> Reading:
    return replace(reading, data=plain(reading.value[index]), label="", cell=None)


def collected(session: Session, items: Iterable[Anything]) -> list[Anything]:
    """Make a list, charging each item before the next is asked for. Raises BudgetError.

    Lists nest no deeper than tensors have axes, so whoever walks through one needs little room.
    """
    result = []
    for item in items:
        session.meter.count("expressions")
        result.append(item)
    session.meter.check("rank", _depth(session, result))
    return result


def all_of(session: Session, value: Anything, span: Span) -> list[Anything]:
    """Walk over a value to its end. Raises BudgetError at once where that is too far."""
    if isinstance(value, list | tuple | range):
        session.meter.foresee("expressions", len(value))
    return collected(session, items_of(session, value, span))


def append(session: Session, items: list[Anything], item: Anything) -> None:
    """Put an item at the end of a list. Raises EngineError for a list, which might hold it."""
    parts = item if isinstance(item, tuple) else (item,)
    if any(isinstance(part, list | tuple) for part in parts):
        raise EngineError(
            "a list cannot be put into a list that is there already",
            code="operands",
            hint="Append a number, a tensor, a module, or a tuple of these.",
        )
    session.meter.count("expressions", 1 + len(parts))
    items.append(item)


def concatenated(session: Session, left: Any, right: Any) -> Any:
    """Give two lists, or two tuples, as one: the second after the first."""
    session.meter.count("expressions", len(left) + len(right))
    return left + right


def repeated(session: Session, items: Any, times: int) -> Any:
    """Give a list several times over, none for a number below 1."""
    session.meter.count("expressions", len(items) * max(times, 0))
    return items * times


def _depth(session: Session, value: Anything) -> int:
    """Count how deep a list nests, charging what is looked through."""
    if not isinstance(value, list | tuple):
        return 0
    session.meter.count("expressions", len(value))
    return 1 + max((_depth(session, part) for part in value), default=0)


def length_of(session: Session, value: Anything) -> int:
    """Count the items of a list or the rows of a tensor. Raises EngineError."""
    if isinstance(value, list | tuple | range):
        return len(value)
    if isinstance(value, Layer) and (layers := value.items()) is not None:
        return len(layers)
    if isinstance(value, TensorNode | Given | Element | Reading):
        return _length(session.shape(value))
    raise EngineError(
        f"{kind_of(value)} has no length", code="operands", hint="Lists and tensors have."
    )


def _length(shape: tuple[int, ...]) -> int:
    if not shape:
        raise EngineError(
            "a scalar has no items",
            code="operands",
            hint="`range(n)` counts from 0 to n - 1.",
        )
    return shape[0]
