"""Statistics: mean, median, variance, standard deviation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, expanded, size_of
from engine.op import (
    NUMPY,
    PYTORCH,
    Axis,
    Case,
    Context,
    Domain,
    Formula,
    Plan,
    Reduction,
    axes_of,
    group_size,
    reduced,
    spread,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

CASES = (
    Case(MATRIX),
    Case(MATRIX, axis=0),
    Case(MATRIX, axis=-1, keepdims=True),
    Case(STACK, axis=(0, 2)),
    Case(STACK, axis=1),
)
SAMPLE_CASES = (*CASES, Case(MATRIX, axis=1, correction=1))

HALVES = r"\tfrac12 \left(\tfrac{[@x_i = a_j]}{n_a} + \tfrac{[@x_i = b_j]}{n_b}\right)"
SPREAD = r"@x^{\nabla} = @y^{\nabla} \mathbf 1^{\mathsf T}"


class Mean(Reduction):
    """The mean of all elements, or along the given axes."""

    name = "mean"
    title = "mean"
    symbol = "x̄"
    overhead = 100
    formula = Formula(
        r"@y_j = \frac1n \sum_{i \to j} @x_i",
        (r"@x^{\nabla} = \tfrac1n\, @y^{\nabla} \mathbf 1^{\mathsf T}",),
    )
    local = r"\tfrac1n"
    cases = (Case(1.5), *CASES)
    source = PYTORCH.format("mean")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return x.sum(axis=axis, keepdims=keepdims) / group_size(context)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape = context.shape(0)
        share = g / group_size(context)
        return expanded(spread(share, shape, **context.constants), shape)

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        return 1 / len(values)


class Median(Reduction):
    """The element in the middle; between two in the middle their mean, or the ``lower`` of them."""

    name = "median"
    title = "median"
    symbol = "med"
    overhead = 1_100
    saves = ("x",)
    formula = Formula(
        r"@y_j = \tfrac12 (a_j + b_j), \quad a_j \le b_j \text{ the middle two of the } @x_i,"
        r" \; i \to j",
        (r"@x^{\nabla}_i = @y^{\nabla}_j\, " + HALVES + r", \quad i \to j",),
    )
    local = HALVES
    domain = (Domain(distinct=True),)
    kinks = ("several elements equal one of the middle two: they share its half evenly",)
    cases = (Case(1.5), *CASES, Case(MATRIX, lower=True), Case(STACK, axis=1, lower=True))
    cost: ClassVar[int] = 8
    wants_elements = True
    source = NUMPY.format("median")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        axis: Axis = None,
        keepdims: bool = False,
        lower: bool = False,
    ) -> Value:
        axes = axes_of(len(x.shape), axis)
        n = group_size(context)
        ordered = np.moveaxis(np.asarray(x), axes, range(-len(axes), 0))
        ordered = np.sort(ordered.reshape(*ordered.shape[: len(x.shape) - len(axes)], n), axis=-1)
        # NaN is sorted to the end, and then no middle is known.
        known = np.where(np.isnan(ordered[..., -1:]), np.nan, ordered)
        shape = reduced(x.shape, axis, keepdims)
        a = known[..., (n - 1) // 2].reshape(shape)
        context.keep(a=a)
        if lower or n % 2:
            return a
        b = known[..., n // 2].reshape(shape)
        context.keep(b=b)
        return (a + b) / 2

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, shape, constants = context.input(0), context.shape(0), dict(context.constants)
        one = constants.pop("lower") or group_size(context) % 2

        def share(middle: Value) -> Value:
            middle = spread(middle, shape, **constants)
            equal = np.equal(x, middle) | (np.isnan(x) & np.isnan(middle))
            return equal / equal.sum(axis=constants["axis"], keepdims=True)

        a = share(context.fact("a"))
        return spread(g, shape, **constants) * (a if one else (a + share(context.fact("b"))) / 2)

    @classmethod
    def plan(cls, x: Shape, *, axis: Axis = None, lower: bool = False, **others: Any) -> Plan:
        plan = super().plan(x, axis=axis, **others)
        n = size_of(tuple(x[i] for i in axes_of(len(x), axis)))
        middle = 8 * size_of(plan.shapes[0])
        kept = middle if lower or n % 2 else 2 * middle
        return cls.planned((x,), *plan.shapes, flops=plan.flops, kept=kept)

    @staticmethod
    def slope(values: Sequence[float], own: int, lower: bool) -> float:
        ordered, n = sorted(values), len(values)
        a = ordered[(n - 1) // 2]
        b = a if lower else ordered[n // 2]
        return sum(0.5 * (values[own] == middle) / values.count(middle) for middle in (a, b))


class Var(Reduction):
    """The mean squared distance from the mean; ``correction`` 1 divides by n - 1 instead of n."""

    name = "var"
    title = "variance"
    symbol = "var"
    overhead = 200
    saves = ("x",)
    formula = Formula(
        r"@y_j = \frac{1}{n - c} \sum_{i \to j} (@x_i - \bar{@x}_j)^2, \quad c = \text{correction}",
        (SPREAD + r" \otimes \tfrac{2}{n - c} (@x - \bar{@x})",),
    )
    local = r"\frac{2}{n - c}(@x_i - \bar{@x}_j)"
    cases = SAMPLE_CASES
    cost: ClassVar[int] = 4
    source = PYTORCH.format("var")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        axis: Axis = None,
        keepdims: bool = False,
        correction: int = 0,
    ) -> Value:
        d = _distances(context, x)
        return (d * d).sum(axis=axis, keepdims=keepdims) / _divisor(context)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axis, keepdims = context.constants["axis"], context.constants["keepdims"]
        share = spread(2 * g / _divisor(context), context.shape(0), axis, keepdims)
        return share * _distances(context, context.input(0))

    @staticmethod
    def slope(values: Sequence[float], own: int, correction: int) -> float:
        mean = math.fsum(values) / len(values)
        return 2 * (values[own] - mean) / (len(values) - correction)


class Std(Reduction):
    """The square root of the variance."""

    name = "std"
    title = "standard deviation"
    symbol = "std"
    overhead = 200
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \sqrt{\tfrac{1}{n - c} \sum_{i \to j} (@x_i - \bar{@x}_j)^2},"
        r" \quad c = \text{correction}",
        (SPREAD + r" \otimes \tfrac{1}{n - c} (@x - \bar{@x}) \oslash @y \mathbf 1^{\mathsf T}",),
    )
    local = r"\frac{@x_i - \bar{@x}_j}{(n - c)\, @y_j}"
    kinks = ("all elements equal: the derivative is taken as 0",)
    cases = SAMPLE_CASES
    cost: ClassVar[int] = 4
    source = PYTORCH.format("std")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        axis: Axis = None,
        keepdims: bool = False,
        correction: int = 0,
    ) -> Value:
        d = _distances(context, x)
        return np.sqrt((d * d).sum(axis=axis, keepdims=keepdims) / _divisor(context))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axis, keepdims = context.constants["axis"], context.constants["keepdims"]
        y = context.output()
        # Where y is 0, so is every distance: any divisor but 0 gives the 0 wanted.
        y = np.where(np.equal(y, 0), 1.0, y)
        share = spread(g / (y * _divisor(context)), context.shape(0), axis, keepdims)
        return share * _distances(context, context.input(0))

    @staticmethod
    def slope(values: Sequence[float], own: int, correction: int) -> float:
        mean, n = math.fsum(values) / len(values), len(values) - correction
        variance = math.fsum((v - mean) ** 2 for v in values) / n
        return (values[own] - mean) / (n * math.sqrt(variance))


def _distances(context: Context, x: Value) -> Value:
    """Give each element less the mean of its group."""
    return x - x.sum(axis=context.constants["axis"], keepdims=True) / group_size(context)


def _divisor(context: Context) -> Value:
    """Give what the squares are divided by: n - c, and 0 where the correction takes more."""
    return np.float64(max(group_size(context) - context.constants["correction"], 0))
