"""Statistics: mean, variance, standard deviation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Value, expanded
from engine.op import Axis, Case, Context, Formula, Reduction, group_size, spread

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

SPREAD = r"@x^{\nabla} = @y^{\nabla} \mathbf 1^{\mathsf T}"
PYTORCH = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"


class Mean(Reduction):
    """The mean of all elements, or along the given axes."""

    name = "mean"
    title = "mean"
    symbol = "x̄"
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


class Var(Reduction):
    """The mean squared distance from the mean; ``correction`` 1 divides by n - 1 instead of n."""

    name = "var"
    title = "variance"
    symbol = "var"
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
        d = x - x.sum(axis=axis, keepdims=True) / group_size(context)
        n = max(group_size(context) - correction, 0)
        return (d * d).sum(axis=axis, keepdims=keepdims) / np.float64(n)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, n = context.input(0), group_size(context)
        axis, keepdims = context.constants["axis"], context.constants["keepdims"]
        d = x - x.sum(axis=axis, keepdims=True) / n
        share = 2 * g / np.float64(max(n - context.constants["correction"], 0))
        return spread(share, context.shape(0), axis, keepdims) * d

    @staticmethod
    def slope(values: Sequence[float], own: int, correction: int) -> float:
        mean = math.fsum(values) / len(values)
        return 2 * (values[own] - mean) / (len(values) - correction)


class Std(Reduction):
    """The square root of the variance."""

    name = "std"
    title = "standard deviation"
    symbol = "std"
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
        d = x - x.sum(axis=axis, keepdims=True) / group_size(context)
        n = max(group_size(context) - correction, 0)
        return np.sqrt((d * d).sum(axis=axis, keepdims=keepdims) / np.float64(n))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, n = context.input(0), group_size(context)
        axis, keepdims = context.constants["axis"], context.constants["keepdims"]
        d = x - x.sum(axis=axis, keepdims=True) / n
        y = context.output()
        # Where y is 0, so is every distance: any divisor but 0 gives the 0 wanted.
        y = np.where(np.equal(y, 0), 1.0, y)
        share = g / (y * np.float64(max(n - context.constants["correction"], 0)))
        return spread(share, context.shape(0), axis, keepdims) * d

    @staticmethod
    def slope(values: Sequence[float], own: int, correction: int) -> float:
        mean, n = math.fsum(values) / len(values), len(values) - correction
        variance = math.fsum((v - mean) ** 2 for v in values) / n
        return (values[own] - mean) / (n * math.sqrt(variance))
