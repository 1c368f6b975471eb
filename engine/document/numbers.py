"""Numbers as JSON: every float64 survives, NaN, infinities and -0.0 included."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, cast

import numpy as np

from engine.arrays import Value
from engine.document.form import Array, FullArray, Num, Summary

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
    """Writes the arrays of one document, more briefly after so many numbers."""

    def __init__(self, room: int = NUMBERS) -> None:
        self._room = room

    def array(self, value: Value) -> Array:
        """Give a value whole, or as its summary and thumbnail where it is large."""
        if type(value) is np.float64:  # most values of most programs, and asking an array is slow
            return {"shape": [], "data": [number_json(float(value))]}
        array = np.asarray(value)
        side = THUMBNAIL if self._room > 0 else BRIEFLY
        if array.size <= (WHOLE if self._room > 0 else BRIEFLY**2):
            self._room -= array.size
            return {"shape": list(array.shape), "data": _numbers(array)}
        thumbnail = _thumbnail(array, side)
        self._room -= len(thumbnail["data"])
        return {
            "shape": list(array.shape),
            "summary": _summary(array),
            "thumbnail": thumbnail,
        }


@np.errstate(all="ignore")
def array_json(value: Value) -> Array:
    """Give a value that stands alone: whole, or as its summary and thumbnail."""
    return Numbers().array(value)


def slice_json(value: Value, start: int, count: int) -> dict[str, Any]:
    """Give ``count`` elements of a value from ``start`` on, in row-major order."""
    array = np.asarray(value)
    part = array.reshape(-1)[start : start + count]
    return {"shape": list(array.shape), "start": start, "data": _numbers(part)}


def number_json(number: float) -> Num:
    """Give one number, as a string where JSON has none."""
    if math.isfinite(number):
        # A NumPy scalar is a float to Python, but nothing that a JSON writer knows.
        return number.item() if isinstance(number, np.generic) else number
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _numbers(array: np.ndarray[Any, Any]) -> list[Num]:
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    numbers: list[float] = array.ravel().tolist()
    if math.isfinite(sum(numbers)):  # in less time than NumPy needs to begin
        return cast("list[Num]", numbers)
    return [number_json(number) for number in numbers]


def _summary(array: np.ndarray[Any, Any]) -> Summary:
    """Say what the finite elements are like, and how many there are of each other kind.

    The reductions are NumPy's own without the checks around them, which take longer than they do
    for the arrays of most programs.
    """
    numbers = array.astype(np.float64, copy=False).reshape(-1)
    finite, total = numbers, np.add.reduce(numbers)
    nan = inf = 0
    if not math.isfinite(total):
        finite = numbers[np.isfinite(numbers)]
        nan = int(np.count_nonzero(np.isnan(numbers)))
        inf = numbers.size - nan - finite.size
        if not finite.size:
            finite = np.full(1, np.nan)
        total = np.add.reduce(finite)
    mean = total / finite.size
    apart = finite - mean
    return {
        "min": number_json(float(np.minimum.reduce(finite))),
        "max": number_json(float(np.maximum.reduce(finite))),
        "mean": number_json(float(mean)),
        "std": number_json(math.sqrt(np.add.reduce(apart * apart) / finite.size)),
        "nan": nan,
        "inf": inf,
        "zero": int(numbers.size - np.count_nonzero(numbers)),
    }


def _thumbnail(array: np.ndarray[Any, Any], side: int) -> FullArray:
    """Sample the rows and columns of the tensor's first matrix evenly; a vector is a column."""
    if array.ndim == 1:
        column = array[_sampled(array.size, side)]
        return {"shape": [column.size, 1], "data": _numbers(column)}
    matrix = array[(0,) * (array.ndim - 2)]
    rows, columns = (_sampled(length, side) for length in matrix.shape)
    small = matrix[rows[:, np.newaxis], columns]
    return {"shape": list(small.shape), "data": _numbers(small)}


@lru_cache(maxsize=256)
def _sampled(length: int, side: int) -> np.ndarray[Any, Any]:
    """Choose at most so many places out of a length, evenly."""
    return np.linspace(0, length - 1, min(length, side)).round().astype(int)
