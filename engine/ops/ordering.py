"""Ordering: elements sorted, the largest few, and one of each line together with its place.

Ties keep the order in which they stood, and NaN counts as larger than every number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    PYTORCH,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    key_along,
    line_shape,
    line_through,
    on_a_line,
    place_of,
    reduced,
    replaced,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

LINE_CASES = (
    Case([2.5, -1.0, 0.5]),
    Case(MATRIX),
    Case(MATRIX, axis=0),
    Case(STACK, axis=1),
    Case(MATRIX, axis=None),
    Case(MATRIX, descending=True),
    Case([[], []]),
)
CHOICE_CASES = (
    Case([2.5, -1.0, 0.5], axis=0),
    Case(MATRIX, axis=0),
    Case(MATRIX, axis=-1, keepdims=True),
    Case(STACK, axis=1),
)

A_PLACE = "A place is a whole number: it jumps, and between jumps it does not move at all."

BY_VALUE = r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}"
BACK = r"@x^{\nabla}_{\pi(j)} = @y^{\nabla}_j"
TO_ITS_PLACE = r"@x^{\nabla}_i = \sum_{j \,:\, @places_j = i} @y^{\nabla}_j"
TO_THE_CHOSEN = r"@x^{\nabla}_i = @y^{\nabla}_j\,[i = @places_j], \quad i \to j"


class Sort(Op):
    """All elements of each line along an axis, the smallest first; None flattens before."""

    name = "sort"
    title = "sorting"
    symbol = "sort"
    overhead = 200
    formula = Formula(
        r"@y_j = @x_{\pi(j)}, \quad @x_{\pi(1)} \le @x_{\pi(2)} \le \dots",
        (BACK,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            BY_VALUE,
            r"= @y^{\nabla}_j, \quad \pi(j) = i",
            BACK,
        ),
    )
    domain = (Domain(distinct=True),)
    kinks = ("equal elements: they keep their order, and each has a gradient of its own",)
    cases = LINE_CASES
    source = NUMPY.format("sort")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = -1, descending: bool = False
    ) -> Value:
        x, along = (x.reshape(-1), 0) if axis is None else (x, axis)
        places = _order(x, along, descending)
        context.keep(places=places)
        return np.take_along_axis(x, places, along)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axis = context.constants["axis"]
        along = 0 if axis is None else axis
        # Sorting the places tells where each element has gone.
        back = np.argsort(context.fact("places"), axis=along)
        found = context.apply("take_along_axis", g, back, axis=along)
        return np.reshape(found, context.shape(0))

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = -1, descending: bool = False) -> Plan:
        return cls.planned((x,), line_shape(x, axis), flops=_turns(x, axis), kept=8 * size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        index, shape, axis = on_a_line(index, context.shape(0), context.constants["axis"])
        for place in line_through(index, shape, axis):
            if context.fact("places")[place] == index[axis]:
                yield (Cell("gradient", 0, place),)


class ArgSort(Op):
    """The places of the elements of each line in the order of ``sort``; None flattens before."""

    name = "argsort"
    title = "places in sorted order"
    symbol = "argsort"
    differentiable = False
    reason = A_PLACE
    formula = Formula(r"@y_j = \pi(j), \quad @x_{\pi(1)} \le @x_{\pi(2)} \le \dots")
    domain = (Domain(distinct=True),)
    cases = LINE_CASES
    source = NUMPY.format("argsort")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = -1, descending: bool = False
    ) -> Value:
        return _order(x.reshape(-1), 0, descending) if axis is None else _order(x, axis, descending)

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = -1, descending: bool = False) -> Plan:
        return cls.planned((x,), line_shape(x, axis), flops=_turns(x, axis))


class TopK(Op):
    """The k largest elements of each line along an axis, or the smallest, and their places."""

    name = "topk"
    title = "the k largest"
    symbol = "top k"
    overhead = 300
    outputs = ("y", "places")
    flat = ("places",)
    asks_first = True
    formula = Formula(
        r"@y_j = @x_{@places_j}, \quad @y_1 \ge @y_2 \ge \dots \ge @y_k",
        (TO_ITS_PLACE,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            BY_VALUE,
            r"= \sum_{j \,:\, @places_j = i} @y^{\nabla}_j",
            TO_ITS_PLACE,
        ),
    )
    domain = (Domain(distinct=True),)
    kinks = ("equal elements: those that stand first are taken first",)
    cases = (
        Case([2.5, -1.0, 0.5], k=2),
        Case(MATRIX, k=1, axis=0),
        Case(MATRIX, k=2, largest=False),
        Case(STACK, k=2, axis=1),
        Case(MATRIX, k=0),
    )
    source = PYTORCH.format("topk")

    @staticmethod
    def forward(
        context: Context, x: Value, *, k: int, axis: int = -1, largest: bool = True
    ) -> Value:
        places = np.take(_order(x, axis, largest), range(k), axis=axis)
        context.keep(places=places)
        return np.take_along_axis(x, places, axis), places

    @staticmethod
    def backward(context: Context, g: Value, _: None) -> Any:
        places = context.fact("places")
        key = key_along(context.constants["axis"], places, places.shape)
        return context.apply("place_add", g, key=key, shape=context.shape(0))

    @classmethod
    def plan(cls, x: Shape, *, k: int, axis: int = -1, largest: bool = True) -> Plan:
        along = axis_of(len(x), axis)
        if not 0 <= k <= x[along]:
            raise ShapeError(
                f"k is {k}, and there are {x[along]} elements along axis {axis}",
                hint="As many as there are can be taken.",
            )
        shape = replaced(x, along, k)
        return cls.planned((x,), shape, shape, flops=_turns(x, axis), kept=8 * size_of(shape))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        axis = axis_of(len(index), context.constants["axis"])
        for j in range(context.constants["k"]):
            place = replaced(index, axis, j)
            if context.fact("places")[place] == index[axis]:
                yield (Cell("gradient", 0, place),)


class _Choice(Op):
    """An op that chooses one element of each line along an axis, and says where it stood."""

    outputs = ("y", "places")
    flat = ("places",)
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            BY_VALUE,
            r"= @y^{\nabla}_j\,[i = @places_j], \quad i \to j",
            TO_THE_CHOSEN,
        ),
    )
    domain = (Domain(distinct=True),)
    kinks = ("equal elements: the first of them gets the whole gradient",)
    cases = CHOICE_CASES

    @staticmethod
    def backward(context: Context, g: Value, _: None) -> Any:
        places, axis = context.fact("places"), context.constants["axis"]
        key = key_along(axis, places, places.shape)
        return context.apply(
            "place_add", np.reshape(g, places.shape), key=key, shape=context.shape(0)
        )

    @classmethod
    def plan(cls, x: Shape, *, axis: int, keepdims: bool = False) -> Plan:
        if not x[axis_of(len(x), axis)]:
            raise ShapeError(
                f"no elements along axis {axis}", hint="There is nothing to choose from."
            )
        shape = reduced(x, axis, keepdims)
        return cls.planned((x,), shape, shape, flops=size_of(x), kept=8 * size_of(shape))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        axis, keepdims = context.constants["axis"], context.constants["keepdims"]
        if context.fact("places")[place_of(index, axis, True)] == index[axis]:
            yield (Cell("gradient", 0, place_of(index, axis, keepdims)),)


class MaxAt(_Choice):
    """The largest element of each line along an axis, and its place: PyTorch's ``max(x, dim)``."""

    name = "max_at"
    title = "the largest and its place"
    symbol = "max at"
    overhead = 200
    formula = Formula(
        r"@y_j = @x_{@places_j}, \quad @places_j = \operatorname*{argmax}_{i \to j} @x_i",
        (TO_THE_CHOSEN,),
    )
    source = PYTORCH.format("max")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int, keepdims: bool = False) -> Value:
        return _chosen(context, x, np.argmax(x, axis=axis, keepdims=True))


class MinAt(_Choice):
    """The smallest element of each line along an axis, and its place: PyTorch's ``min(x, dim)``."""

    name = "min_at"
    title = "the smallest and its place"
    symbol = "min at"
    overhead = 200
    formula = Formula(
        r"@y_j = @x_{@places_j}, \quad @places_j = \operatorname*{argmin}_{i \to j} @x_i",
        (TO_THE_CHOSEN,),
    )
    source = PYTORCH.format("min")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int, keepdims: bool = False) -> Value:
        return _chosen(context, x, np.argmin(x, axis=axis, keepdims=True))


class MedianAt(_Choice):
    """The lower middle element of each line along an axis: PyTorch's ``median(x, dim)``."""

    name = "median_at"
    title = "the median and its place"
    symbol = "med at"
    overhead = 200
    formula = Formula(
        r"@y_j = @x_{@places_j}, \quad @places_j = \pi(\lceil n / 2 \rceil),"
        r" \; @x_{\pi(1)} \le \dots \le @x_{\pi(n)}",
        (TO_THE_CHOSEN,),
    )
    source = PYTORCH.format("median")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int, keepdims: bool = False) -> Value:
        middle = np.take(_order(x, axis, False), [(x.shape[axis] - 1) // 2], axis=axis)
        unknown = np.isnan(x)
        none = ~unknown.any(axis=axis, keepdims=True)
        first = np.argmax(unknown, axis=axis, keepdims=True)
        return _chosen(context, x, np.where(none, middle, first))


def _chosen(context: Context, x: Value, places: Value) -> tuple[Value, Value]:
    """Give the elements at these places, one in each line, and the places."""
    axis = context.constants["axis"]
    context.keep(places=places)
    y = np.take_along_axis(x, places, axis)
    return (y, places) if context.constants["keepdims"] else (y.squeeze(axis), places.squeeze(axis))


def _order(x: Value, axis: int, descending: bool) -> Value:
    """Give the places in sorted order, those of equal elements as they stand."""
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    turned = np.argsort(np.flip(x, axis), axis=axis, kind="stable")
    return x.shape[axis] - 1 - np.flip(turned, axis)


def _turns(x: Shape, axis: int | None) -> int:
    """Count the comparisons that sorting takes: n log n for a line of n."""
    length = size_of(x) if axis is None else x[axis]
    return size_of(x) * max(length - 1, 0).bit_length()
