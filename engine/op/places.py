"""Whole-valued numbers in a tensor, taken as places."""

from __future__ import annotations

import numpy as np

from engine.arrays import Shape, Value
from engine.errors import ShapeError


def places_in(numbers: Value, size: int, *, from_end: bool = False) -> Value:
    """Take whole-valued numbers as ints that count ``size`` elements. Raises ShapeError.

    NumPy's functions count backwards ``from_end`` as well, PyTorch's do not.
    """
    array = np.asarray(numbers, dtype=float)
    first = -size if from_end else 0
    right = (array == np.floor(array)) & (array >= first) & (array < size)
    if not np.all(right):
        backwards = ", or from -1 backwards" if from_end else ""
        raise ShapeError(
            f"there is no element number {array[~right].flat[0]:g} among {size}",
            code="index",
            hint=f"Whole numbers from 0 to {size - 1} are meant{backwards}."
            if size
            else "There is no element.",
        )
    return array.astype(np.int64)


def key_along(axis: int, places: Value, shape: Shape) -> tuple[Value, ...]:
    """Make the key that reads these places along an axis, and along the others each in its row."""
    key = list(np.indices(shape, sparse=True))
    key[axis] = places
    return tuple(key)
