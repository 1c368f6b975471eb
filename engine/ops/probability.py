"""Probability: scores turned into probabilities, and their logarithms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    PYTORCH,
    Axis,
    Case,
    Cell,
    Context,
    Derivation,
    Factor,
    Formula,
    Op,
    Plan,
    Reduction,
    Term,
    axis_of,
    line_through,
    spread,
)

MATRIX = [[0.5, -1.5, 2.0], [1.25, 0.25, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]
CASES = (Case([0.5, -1.5, 2.0]), Case(MATRIX), Case(MATRIX, axis=0), Case([[900.0, 901.0]]))


class _OnLines(Op):
    """An op that works on each line along an axis: shift, exp, sum, divide."""

    cases = CASES

    @classmethod
    def plan(cls, x: Shape, *, axis: int = -1) -> Plan:
        """Ask for lines with an element in each; the shape stays."""
        if not x[axis_of(len(x), axis)]:
            raise ShapeError(f"no elements along axis {axis}", hint="Every line needs an element.")
        return cls.planned((x,), x, flops=5 * size_of(x))

    @staticmethod
    def line(context: Context, index: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Walk over the indices that differ from this one along the op's axis only."""
        shape = context.shape(0)
        return line_through(index, shape, axis_of(len(shape), context.constants["axis"]))


class Softmax(_OnLines):
    """Positive numbers that sum to one along an axis, larger where the input is larger."""

    name = "softmax"
    title = "softmax"
    symbol = "smax"
    saves = ("y",)
    formula = Formula(
        r"@y_i = \frac{e^{@x_i}}{\sum_k e^{@x_k}}",
        (r"@x^{\nabla} = @y \otimes \left(@y^{\nabla} - \sum_k @y^{\nabla}_k @y_k\right)",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k\, @y_k \left([k = i] - @y_i\right)",
            r"@x^{\nabla} = @y \otimes \left(@y^{\nabla} - \sum_k @y^{\nabla}_k @y_k\right)",
        ),
    )
    source = "https://www.deeplearningbook.org/contents/mlp.html, section 6.2.2.3"

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int = -1) -> Value:
        # A shift changes nothing in the quotient, and keeps exp from overflowing.
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, axis = context.output(), context.constants["axis"]
        return y * (g - (g * y).sum(axis=axis, keepdims=True))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        for place in Softmax.line(context, index):
            out, own = (float(context.output()[at]) for at in (place, index))
            slope = out * (float(place == index) - own)
            cells = (Cell("output", 0, place), Cell("output", 0, index))
            yield (
                Cell("gradient", 0, place),
                Factor(slope, r"@y_k \left([k = i] - @y_i\right)", cells),
            )


class Softmin(_OnLines):
    """Positive numbers that sum to one along an axis, larger where the input is smaller."""

    name = "softmin"
    title = "softmin"
    symbol = "smin"
    saves = ("y",)
    formula = Formula(
        r"@y_i = \frac{e^{-@x_i}}{\sum_k e^{-@x_k}}",
        (r"@x^{\nabla} = @y \otimes \left(\sum_k @y^{\nabla}_k @y_k - @y^{\nabla}\right)",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k\, @y_k \left(@y_i - [k = i]\right)",
            r"@x^{\nabla} = @y \otimes \left(\sum_k @y^{\nabla}_k @y_k - @y^{\nabla}\right)",
        ),
    )
    source = PYTORCH.format("nn.functional.softmin")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int = -1) -> Value:
        e = np.exp(x.min(axis=axis, keepdims=True) - x)
        return e / e.sum(axis=axis, keepdims=True)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, axis = context.output(), context.constants["axis"]
        return y * ((g * y).sum(axis=axis, keepdims=True) - g)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        for place in Softmin.line(context, index):
            out, own = (float(context.output()[at]) for at in (place, index))
            slope = out * (own - float(place == index))
            cells = (Cell("output", 0, place), Cell("output", 0, index))
            yield (
                Cell("gradient", 0, place),
                Factor(slope, r"@y_k \left(@y_i - [k = i]\right)", cells),
            )


class LogSoftmax(_OnLines):
    """The logarithm of the softmax, exact where the softmax itself is nearly 0."""

    name = "log_softmax"
    title = "logarithm of the softmax"
    symbol = "lsm"
    saves = ("y",)
    formula = Formula(
        r"@y_i = @x_i - \ln \sum_k e^{@x_k}",
        (r"@x^{\nabla} = @y^{\nabla} - e^{@y} \otimes \sum_k @y^{\nabla}_k",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @x_i}",
            r"= \sum_k @y^{\nabla}_k \left([k = i] - e^{@y_i}\right)",
            r"@x^{\nabla} = @y^{\nabla} - e^{@y} \otimes \sum_k @y^{\nabla}_k",
        ),
    )
    source = PYTORCH.format("nn.functional.log_softmax")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int = -1) -> Value:
        shifted = x - x.max(axis=axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, axis = context.output(), context.constants["axis"]
        return g - np.exp(y) * g.sum(axis=axis, keepdims=True)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        for place in LogSoftmax.line(context, index):
            slope = float(place == index) - math.exp(context.output()[index])
            cells = (Cell("output", 0, index),)
            yield (
                Cell("gradient", 0, place),
                Factor(slope, r"\left([k = i] - e^{@y_i}\right)", cells),
            )


class LogSumExp(Reduction):
    """The logarithm of the sum of the exponentials: a smooth maximum."""

    name = "logsumexp"
    title = "logarithm of the sum of exponentials"
    symbol = "lse"
    overhead = 200
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \ln \sum_{i \to j} e^{@x_i}",
        (r"@x^{\nabla}_i = @y^{\nabla}_j \, e^{@x_i - @y_j}, \quad i \to j",),
    )
    local = r"e^{@x_i - @y_j}"
    cases = (
        Case(1.5),
        Case(MATRIX),
        Case(MATRIX, axis=-1, keepdims=True),
        Case(STACK, axis=(0, 2)),
        Case([900.0, 901.0, -900.0]),
    )
    cost: ClassVar[int] = 4
    wants_elements = True
    source = PYTORCH.format("logsumexp")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        top = x.max(axis=axis, keepdims=True)
        # An infinite shift would make NaN out of inf - inf.
        top = np.where(np.isfinite(top), top, 0.0)
        total = np.exp(x - top).sum(axis=axis, keepdims=keepdims)
        return np.log(total) + np.reshape(top, total.shape)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, constants = context.shape(0), context.constants
        share = np.exp(context.input(0) - spread(context.output(), shape, **constants))
        return spread(g, shape, **constants) * share

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        top = max(values)
        return math.exp(values[own] - top) / math.fsum(math.exp(v - top) for v in values)
