"""Numbers as JSON: every float64 survives, NaN, infinities and -0.0 included."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.document.form import Array, FullArray, Num, Summary

WHOLE = 256
"""Arrays of up to this many elements travel whole, larger ones as a summary."""

THUMBNAIL = 32
"""Largest side of a thumbnail."""


def array_json(value: Value) -> Array:
    """Give a value whole, or as its summary and thumbnail where it is large."""
    if type(value) is np.float64:  # most values of most programs, and asking an array is slow
        return {"shape": [], "data": [number_json(float(value))]}
    array = np.asarray(value)
    if array.size <= WHOLE:
        return {"shape": list(array.shape), "data": _numbers(array)}
    return {
        "shape": list(array.shape),
        "summary": _summary(array),
        "thumbnail": _thumbnail(array),
    }


def slice_json(value: Value, start: int, count: int) -> dict[str, Any]:
    """Give ``count`` elements of a value from ``start`` on, in row-major order."""
    array = np.asarray(value)
    part = array.reshape(-1)[start : start + count]
    return {"shape": list(array.shape), "start": start, "data": _numbers(part)}


def number_json(number: float) -> Num:
    """Give one number, as a string where JSON has none."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    # A NumPy scalar is a float to Python, but nothing that a JSON writer knows.
    return number.item() if isinstance(number, np.generic) else number


def _numbers(array: np.ndarray[Any, Any]) -> list[Num]:
    if array.dtype == bool:
        array = array.astype(np.int64)
    numbers: list[Num] = array.reshape(-1).tolist()
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return numbers
    return [number_json(float(number)) for number in numbers]


def _summary(array: np.ndarray[Any, Any]) -> Summary:
    numbers = array.astype(np.float64, copy=False).reshape(-1)
    are_finite = np.isfinite(numbers)
    all_finite = bool(are_finite.all())
    finite = numbers if all_finite else numbers[are_finite]
    if not finite.size:
        finite = np.full(1, np.nan)
    return {
        "min": number_json(float(finite.min())),
        "max": number_json(float(finite.max())),
        "mean": number_json(float(finite.mean())),
        "std": number_json(float(finite.std())),
        "nan": 0 if all_finite else int(np.isnan(numbers).sum()),
        "inf": 0 if all_finite else int(np.isinf(numbers).sum()),
        "zero": int(numbers.size - np.count_nonzero(numbers)),
    }


def _thumbnail(array: np.ndarray[Any, Any]) -> FullArray:
    """Sample the rows and columns of the tensor's first matrix evenly; a vector is a column."""
    matrix = array[(0,) * (array.ndim - 2)] if array.ndim > 1 else array.reshape(-1, 1)
    rows, columns = (
        np.linspace(0, side - 1, min(side, THUMBNAIL)).round().astype(int) for side in matrix.shape
    )
    small = matrix[np.ix_(rows, columns)]
    return {"shape": list(small.shape), "data": _numbers(small)}
