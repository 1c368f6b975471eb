"""The one place with a policy about NumPy.

A *value* is an ndarray of rank 1 or more, or a NumPy scalar at rank 0: a float64 scalar adds
seven times faster than a 0-d array, and op code never has to ask which of the two it holds.
Numbers are float64. Boolean and integer arrays exist as masks, indices and class labels only.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

Value: TypeAlias = Any
"""An ndarray, a NumPy scalar or, where backward runs on nodes, a TensorNode; op code can't tell."""

Shape: TypeAlias = tuple[int, ...]

FLOAT64 = np.dtype(float)
_KEPT_KINDS = "bi"


def as_value(data: Any) -> Value:
    """Take numbers, nested lists and arrays as a value; integers of Python become float64.

    Raises ValueError for a list that is not rectangular and TypeError for what holds no numbers.
    """
    if type(data) is np.ndarray and data.dtype is FLOAT64 and data.ndim:
        return data
    if type(data) is float or type(data) is int:
        return np.float64(data)
    try:
        array = np.asarray(data)
    except ValueError:
        raise ValueError("the rows of the list differ in length") from None
    if array.dtype == object or array.dtype.kind in "USOcmMV":
        raise TypeError(f"no numbers: {type(data).__name__}")
    if array.dtype.kind not in _KEPT_KINDS or not isinstance(data, np.ndarray | np.generic):
        array = array.astype(bool if array.dtype.kind == "b" else np.float64, copy=False)
    return normalized(array)


def normalized(value: Value) -> Value:
    """Give a 0-d array as the scalar it holds; everything else as it is."""
    return value[()] if type(value) is np.ndarray and value.ndim == 0 else value


def size_of(shape: Shape) -> int:
    """Count the elements of a shape; 1 for a scalar."""
    return math.prod(shape)


def all_finite(value: Value) -> bool:
    """Tell whether no element is NaN or infinite.

    A sum that is finite says so faster than a look at each; one that is not may only be too large.
    """
    if type(value) is np.float64:
        return math.isfinite(value)
    return math.isfinite(np.add.reduce(value, axis=None)) or bool(np.isfinite(value).all())


def unbroadcast(gradient: Value, shape: Shape) -> Value:
    """Sum ``gradient`` over the axes along which ``shape`` was broadcast to make it.

    This is the multivariate chain rule for an element that was used many times. It is the one
    place where a broadcast is reduced, and it runs on arrays and on nodes alike.
    """
    extra = len(gradient.shape) - len(shape)
    if extra:
        gradient = np.add.reduce(gradient, axis=0 if extra == 1 else tuple(range(extra)))
    if gradient.shape == shape:
        return gradient
    stretched = tuple(
        axis
        for axis, (have, want) in enumerate(zip(gradient.shape, shape, strict=True))
        if want == 1 and have != 1
    )
    return np.add.reduce(gradient, axis=stretched, keepdims=True)


def expanded(value: Value, shape: Shape) -> Value:
    """Repeat a value along new axes and along axes of size 1: a view, which cannot be written."""
    if type(value) is not np.float64:
        return np.broadcast_to(value, shape)
    # What broadcast_to does, at a fifteenth of its cost: the scalar lends its read-only memory.
    return np.ndarray(shape, FLOAT64, value, 0, (0,) * len(shape))


def masked(gradient: Value, mask: Value) -> Value:
    """Give the gradient where the mask holds, and 0 elsewhere, were it even infinite there.

    A product does that at a fifth of the cost of ``np.where``, as long as all is finite.
    """
    if type(gradient) is np.float64:
        return gradient if mask else np.float64(0.0)
    if np.isfinite(gradient).all():
        return gradient * mask
    return np.where(mask, gradient, 0.0)
