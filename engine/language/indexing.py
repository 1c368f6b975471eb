"""Indices and slices, of tensors as NumPy takes them and of lists as Python does."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.language.layer import Layer
from engine.language.session import Session
from engine.language.values import (
    Anything,
    Element,
    Given,
    Reading,
    is_sequence,
    kind_of,
    whole,
)


def selected(session: Session, base: Anything, index: Anything, span: Span) -> Anything:
    """Give what stands at ``index``, a plain value, in a tensor or a list. Raises EngineError."""
    if is_sequence(base):
        return _of_list(session, base, index)
    if isinstance(base, Layer) and (layers := base.items()) is not None:
        return layers[place(whole(index, "an index"), len(layers))]
    if not isinstance(base, TensorNode | Given | Element | Reading):
        raise EngineError(
            f"{kind_of(base)} has no elements to choose from",
            code="operands",
            hint="Tensors and lists have.",
        )
    for part in index if isinstance(index, tuple) else (index,):
        if isinstance(part, range):
            session.meter.make(len(part))
    key = tuple(map(_key, index)) if isinstance(index, tuple) else _key(index)
    if isinstance(base, Given | Element) and isinstance(key, int):
        shape = session.shape(base)
        if shape:
            return Element(base, place(key, shape[0]), span)
    with session.only_reading(isinstance(base, Reading)):
        result = session.apply(CATALOG["getitem"], [base], {"key": key}, span)
    if isinstance(base, Reading):
        result.of_gradient = base.of_gradient
    return result


def place(index: int, length: int) -> int:
    """Count an index from the front. Raises EngineError where nothing stands."""
    if not -length <= index < length:
        raise EngineError(
            f"index {index} of {length} items",
            code="index",
            hint=f"Indices go from 0 to {length - 1}, or from -1 backwards."
            if length
            else "It is empty.",
        )
    return index % length


def _of_list(session: Session, base: Any, index: Anything) -> Anything:
    if isinstance(index, slice):
        items = base[_key(index)]
        session.meter.count("expressions", len(items))
        return items
    item = base[place(whole(index, "an index"), len(base))]
    return Reading(item) if isinstance(base, range) else item


def _key(index: Anything) -> Any:
    """Take one part of an index as the op ``getitem`` does."""
    match index:
        case None:
            return None
        case slice():
            start, stop, step = (
                None if end is None else whole(end, "an end of a slice")
                for end in (index.start, index.stop, index.step)
            )
            if step == 0:
                raise EngineError("the step of a slice is 0", code="index", hint="Write 1 or -1.")
            return slice(start, stop, step)
        case list() | np.ndarray() | range():
            return _indices(index)
    return index if index is ... else whole(index, "an index")


def _indices(index: Any) -> Any:
    try:
        array = np.asarray(as_value(index))
    except (TypeError, ValueError):
        array = np.full(1, np.nan)
    if array.dtype == bool:
        return array
    if not (np.mod(array, 1) == 0).all() or (np.abs(array) > 2**53).any():
        raise EngineError(
            "an index holds more than whole numbers",
            code="index",
            hint="Whole numbers choose, and a tensor of True and False.",
        )
    return array.astype(np.int64)
