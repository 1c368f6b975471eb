"""Arrays as JSON: small ones whole, large ones as a summary and a thumbnail."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Value
from engine.document.digits import number_json, numbers_json
from engine.document.form import Array
from engine.document.summaries import Summaries, thumbnail_size

WHOLE = 256
"""Arrays of up to this many elements travel whole, larger ones as a summary."""

THUMBNAIL = 32
"""Largest side of a thumbnail."""

NUMBERS = 1_000_000
"""After so many numbers, 20 MB, a document tells its arrays more briefly."""

NUMBERS_OF_PART = 100_000
"""After so many, the document of a program that was stopped does."""

BRIEFLY = 4
"""Largest side of a thumbnail from then on; what is no larger than one travels whole."""


class Numbers:
    """Writes the arrays of one document, more briefly after so many numbers.

    Its forms are whole after ``finish``.
    """

    def __init__(self, room: int = NUMBERS) -> None:
        self._room = room
        self._summaries = Summaries()

    def array(self, value: Value) -> Array:
        """Give a value whole, or as its summary and thumbnail where it is large."""
        if type(value) is np.float64:  # most values of most programs, and asking an array is slow
            return {"shape": [], "data": [number_json(float(value))]}
        array = np.asarray(value)
        side = THUMBNAIL if self._room > 0 else BRIEFLY
        if array.size <= (WHOLE if self._room > 0 else BRIEFLY**2):
            self._room -= array.size
            return {"shape": list(array.shape), "data": numbers_json(array)}
        self._room -= thumbnail_size(array.shape, side)
        return self._summaries.form(array, side)

    def finish(self) -> None:
        """Fill in what was left open: large arrays of one shape are described together."""
        self._summaries.finish()


@np.errstate(all="ignore")
def array_json(value: Value) -> Array:
    """Give a value that stands alone: whole, or as its summary and thumbnail."""
    numbers = Numbers()
    form = numbers.array(value)
    numbers.finish()
    return form


def slice_json(value: Value, start: int, count: int) -> dict[str, Any]:
    """Give ``count`` elements of a value from ``start`` on, in row-major order."""
    array = np.asarray(value)
    part = array.reshape(-1)[start : start + count]
    return {"shape": list(array.shape), "start": start, "data": numbers_json(part)}
