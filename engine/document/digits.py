"""Numbers as JSON: every float64 survives, NaN, infinities and -0.0 included."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from engine.document.form import Num


def number_json(number: float) -> Num:
    """Give one number, as a string where JSON has none."""
    if math.isfinite(number):
        # A NumPy scalar is a float to Python, but nothing that a JSON writer knows.
        return number.item() if isinstance(number, np.generic) else number
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def numbers_json(array: np.ndarray[Any, Any]) -> list[Num]:
    """Give the elements of an array in row-major order."""
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    numbers: list[float] = array.ravel().tolist()
    if math.isfinite(sum(numbers)):  # in less time than NumPy needs to begin
        return cast("list[Num]", numbers)
    told = cast("list[Num]", numbers)
    for place in np.flatnonzero(~np.isfinite(array)).tolist():
        told[place] = number_json(numbers[place])
    return told
