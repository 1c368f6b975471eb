"""Extremes: the largest and the smallest of many, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    PYTORCH,
    Axis,
    Case,
    Context,
    Domain,
    Formula,
    Op,
    Plan,
    Reduction,
    axes_of,
    reduced,
    spread,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

LINE_CASES = (Case(1.5), Case(MATRIX), Case(MATRIX, axis=0), Case(MATRIX, axis=-1, keepdims=True))
AXIS_CASES = (*LINE_CASES, Case(STACK, axis=(0, 2)), Case(STACK, axis=1))

A_PLACE = "A place is a whole number: it jumps, and between jumps it does not move at all."


class Max(Reduction):
    """The largest element of all, or along the given axes."""

    name = "max"
    title = "largest"
    symbol = "max"
    aliases = ("amax",)
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \max_{i \to j} @x_i, \quad n_j \text{ elements are as large}",
        (r"@x^{\nabla}_i = @y^{\nabla}_j \, \frac{[@x_i = @y_j]}{n_j}, \quad i \to j",),
    )
    local = r"\frac{[@x_i = @y_j]}{n_j}"
    domain = (Domain(distinct=True),)
    kinks = ("several elements are largest: they share the gradient evenly",)
    cases = AXIS_CASES
    wants_elements = True
    source = PYTORCH.format("amax")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return x.max(axis=axis, keepdims=keepdims)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, constants = context.shape(0), context.constants
        chosen = np.equal(context.input(0), spread(context.output(), shape, **constants))
        count = chosen.sum(axis=constants["axis"], keepdims=True)
        return spread(g, shape, **constants) * (chosen / count)

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        return (values[own] == max(values)) / values.count(max(values))


class Min(Reduction):
    """The smallest element of all, or along the given axes."""

    name = "min"
    title = "smallest"
    symbol = "min"
    aliases = ("amin",)
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \min_{i \to j} @x_i, \quad n_j \text{ elements are as small}",
        (r"@x^{\nabla}_i = @y^{\nabla}_j \, \frac{[@x_i = @y_j]}{n_j}, \quad i \to j",),
    )
    local = r"\frac{[@x_i = @y_j]}{n_j}"
    domain = (Domain(distinct=True),)
    kinks = ("several elements are smallest: they share the gradient evenly",)
    cases = AXIS_CASES
    wants_elements = True
    source = PYTORCH.format("amin")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return x.min(axis=axis, keepdims=keepdims)

    backward = staticmethod(Max.backward)

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        return (values[own] == min(values)) / values.count(min(values))


class ArgMax(Op):
    """The place of the largest element, the first one where there are several."""

    name = "argmax"
    title = "place of the largest"
    symbol = "argmax"
    differentiable = False
    reason = A_PLACE
    formula = Formula(r"@y_j = \operatorname*{argmax}_{i \to j} @x_i")
    cases = LINE_CASES
    source = NUMPY.format("argmax")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = None, keepdims: bool = False
    ) -> Value:
        return np.argmax(x, axis=axis, keepdims=keepdims)

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None, keepdims: bool = False) -> Plan:
        return _choice(cls, x, axis, keepdims)


class ArgMin(Op):
    """The place of the smallest element, the first one where there are several."""

    name = "argmin"
    title = "place of the smallest"
    symbol = "argmin"
    differentiable = False
    reason = A_PLACE
    formula = Formula(r"@y_j = \operatorname*{argmin}_{i \to j} @x_i")
    cases = LINE_CASES
    source = NUMPY.format("argmin")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = None, keepdims: bool = False
    ) -> Value:
        return np.argmin(x, axis=axis, keepdims=keepdims)

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None, keepdims: bool = False) -> Plan:
        return _choice(cls, x, axis, keepdims)


def _choice(op: type[Op], x: Shape, axis: int | None, keepdims: bool) -> Plan:
    """Plan an op that looks at every element and names one of each group."""
    if not all(x[i] for i in axes_of(len(x), axis)):
        raise ShapeError("no elements to choose from", hint=f"There is no {op.title} of nothing.")
    return op.planned((x,), reduced(x, axis, keepdims), flops=size_of(x))
