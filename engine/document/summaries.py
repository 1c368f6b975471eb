"""Large arrays in few numbers, many arrays of one shape at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias, cast

import numpy as np

from engine.document.digits import number_json, numbers_json
from engine.document.form import FullArray, SummarizedArray, Summary

TOGETHER = 32_768
"""So many elements, a quarter of a megabyte, are described in one go."""

Array: TypeAlias = np.ndarray[Any, Any]
Kind: TypeAlias = tuple[tuple[int, ...], np.dtype[Any], int]
"""The shape and type of an array, and the largest side of its thumbnail."""


class Summaries:
    """Describes large arrays; a form is whole after ``finish``.

    Those that are alike are described together. What is said of one does not depend on the others.
    """

    def __init__(self) -> None:
        self._waiting: dict[Kind, list[tuple[Array, SummarizedArray]]] = {}

    def form(self, array: Array, side: int) -> SummarizedArray:
        """Give the form of an array, with a thumbnail of at most this side; it is filled later."""
        form = cast("SummarizedArray", {"shape": list(array.shape)})
        kind = (array.shape, array.dtype, side)
        waiting = self._waiting.setdefault(kind, [])
        waiting.append((array, form))
        if len(waiting) * array.size >= TOGETHER:
            self._fill(kind)
        return form

    def finish(self) -> None:
        """Fill all forms that were given."""
        for kind in list(self._waiting):
            self._fill(kind)

    def _fill(self, kind: Kind) -> None:
        shape, _, side = kind
        waiting = self._waiting.pop(kind)
        each = [array.reshape(1, -1) for array, _ in waiting]
        rows = each[0] if len(each) == 1 else np.concatenate(each)
        summaries = _summaries(rows)
        thumbnails = _thumbnails(rows.reshape(-1, *shape), side)
        for (_, form), summary, thumbnail in zip(waiting, summaries, thumbnails, strict=True):
            form["summary"], form["thumbnail"] = summary, thumbnail


def thumbnail_size(shape: tuple[int, ...], side: int) -> int:
    """Count the elements of a thumbnail."""
    return math.prod(min(length, side) for length in shape[-2:])


def _summaries(rows: Array) -> Iterator[Summary]:
    """Say what the finite elements of each row are like, and how many there are of other kinds.

    The reductions are NumPy's own without the checks around them.
    """
    rows = rows.astype(np.float64, copy=False)
    low = high = filled = rows
    total, count = np.add.reduce(rows, axis=1), np.full(len(rows), rows.shape[1])
    nan = inf = np.zeros(len(rows), int)
    strange = not np.isfinite(total).all()
    if strange:
        finite = np.isfinite(rows)
        count = np.count_nonzero(finite, axis=1)
        nan = np.count_nonzero(np.isnan(rows), axis=1)
        inf = rows.shape[1] - count - nan
        nothing = np.where(count, np.inf, np.nan)[:, np.newaxis]
        low, high = np.where(finite, rows, nothing), np.where(finite, rows, -nothing)
        filled = np.where(finite, rows, 0.0)
        total = np.add.reduce(filled, axis=1)
    mean = total / count
    apart = filled - mean[:, np.newaxis]
    if strange:
        apart[~finite] = 0.0
    numbers = (
        np.minimum.reduce(low, axis=1),
        np.maximum.reduce(high, axis=1),
        mean,
        np.sqrt(np.add.reduce(apart * apart, axis=1) / count),
    )
    counts = nan, inf, rows.shape[1] - np.count_nonzero(rows, axis=1)
    for numbers_of, counts_of in zip(_columns(numbers), _columns(counts), strict=True):
        least, most, middle, deviation = map(number_json, numbers_of)
        yield {
            "min": least,
            "max": most,
            "mean": middle,
            "std": deviation,
            "nan": counts_of[0],
            "inf": counts_of[1],
            "zero": counts_of[2],
        }


def _columns(arrays: tuple[Array, ...]) -> Iterator[tuple[Any, ...]]:
    return zip(*[array.tolist() for array in arrays], strict=True)


def _thumbnails(arrays: Array, side: int) -> Iterator[FullArray]:
    """Sample the rows and columns of each first matrix evenly; a vector is a column."""
    if arrays.ndim == 2:
        arrays = arrays[:, :, np.newaxis]
    matrices = arrays.reshape(len(arrays), -1, *arrays.shape[-2:])[:, 0]
    rows, columns = (_sampled(length, side) for length in matrices.shape[1:])
    for small in matrices[:, rows[:, np.newaxis], columns]:
        yield {"shape": list(small.shape), "data": numbers_json(small)}


@lru_cache(maxsize=256)
def _sampled(length: int, side: int) -> Array:
    """Choose at most so many places out of a length, evenly."""
    return np.linspace(0, length - 1, min(length, side)).round().astype(int)
