"""Losses that measure a distance between the model's output and its target.

Their ``reduction`` is PyTorch's: "mean" and "sum" give one number, "none" one for each element.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Factor,
    Formula,
    Op,
    PairLoss,
    Plan,
    Term,
    axis_of,
    broadcast,
    copies_of,
    gathered,
    line_through,
    reduced,
    shared,
    source_of,
    without,
)

MODEL = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
WANTED = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
PAIR_CASES = (
    Case(1.5, 0.75),
    Case(MODEL, WANTED),
    Case(MODEL, WANTED, reduction="sum"),
    Case(MODEL, WANTED, reduction="none"),
)
ROW = [0.5, -1.5, 2.0]
SIDES = [[1.0, -1.0, -1.0], [-1.0, 1.0, 1.0]]


class MeanSquaredError(PairLoss):
    """The mean squared distance between output and target."""

    name = "mse"
    title = "mean squared error"
    symbol = "MSE"
    aliases = ("mse_loss",)
    commutative = True
    formula = Formula(r"@l = \frac1n \sum_i (@y_i - @t_i)^2")
    local = (r"2\,(@y_i - @t_i)", r"2\,(@t_i - @y_i)")
    cases = PAIR_CASES
    source = FUNCTIONAL.format("mse_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        d = y - t
        return gathered(d * d, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * (2 * d)
        return gy, -gy if context.needs(1) else None

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return 2 * (y - t), 2 * (t - y)


class MeanAbsoluteError(PairLoss):
    """The mean distance between output and target."""

    name = "l1"
    title = "mean absolute error"
    symbol = "L1"
    aliases = ("l1_loss",)
    commutative = True
    formula = Formula(r"@l = \frac1n \sum_i |@y_i - @t_i|")
    local = (r"\operatorname{sign}(@y_i - @t_i)", r"\operatorname{sign}(@t_i - @y_i)")
    kinks = ("y = t: the derivative is taken as 0",)
    cases = PAIR_CASES
    source = FUNCTIONAL.format("l1_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.abs(y - t), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * np.sign(d)
        return gy, -gy if context.needs(1) else None

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        sign = float(y > t) - float(y < t)
        return sign, -sign


class Huber(PairLoss):
    """The squared distance where it is small, the plain distance where it is large."""

    name = "huber"
    title = "Huber loss"
    symbol = "huber"
    aliases = ("huber_loss",)
    commutative = True
    formula = Formula(
        r"@l = \frac1n \sum_i \begin{cases} \frac12 d_i^2 & \text{if } |d_i| \le \delta"
        r" \\ \delta\,(|d_i| - \frac12 \delta) & \text{else} \end{cases}, \quad d = @y - @t"
    )
    local = (
        r"\operatorname{clip}(@y_i - @t_i, -\delta, \delta)",
        r"\operatorname{clip}(@t_i - @y_i, -\delta, \delta)",
    )
    cases = (*PAIR_CASES, Case(MODEL, WANTED, delta=0.75))
    cost = 6
    source = "https://doi.org/10.1214/aoms/1177703732"

    @staticmethod
    def forward(
        context: Context, y: Value, t: Value, *, reduction: str = "mean", delta: float = 1.0
    ) -> Value:
        size = np.abs(y - t)
        near = np.minimum(size, delta)
        return gathered(near * (size - 0.5 * near), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        delta = context.constants["delta"]
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * np.clip(d, -delta, delta)
        return gy, -gy if context.needs(1) else None

    @classmethod
    def plan(cls, y: Shape, t: Shape, *, delta: float = 1.0, **others: Any) -> Plan:
        """Ask for a distance at which the plain distance begins."""
        if not delta > 0:
            raise DomainError(f"delta is {delta:g}", hint="It is a distance: more than 0.")
        return super().plan(y, t, **others)

    @staticmethod
    def slopes(y: float, t: float, delta: float) -> tuple[float, ...]:
        slope = y - t if abs(y - t) <= delta else math.copysign(delta, y - t)
        return slope, -slope


class SmoothL1(PairLoss):
    """The plain distance, with a parabola in place of the kink: the Huber loss over ``beta``."""

    name = "smooth_l1"
    title = "smooth L1 loss"
    symbol = "smL1"
    aliases = ("smooth_l1_loss",)
    commutative = True
    formula = Formula(
        r"@l = \frac1n \sum_i \begin{cases} \frac{1}{2 \beta} d_i^2 & \text{if } |d_i| < \beta"
        r" \\ |d_i| - \frac12 \beta & \text{else} \end{cases}, \quad d = @y - @t"
    )
    local = (
        r"\operatorname{clip}\left(\frac{@y_i - @t_i}{\beta}, -1, 1\right)",
        r"\operatorname{clip}\left(\frac{@t_i - @y_i}{\beta}, -1, 1\right)",
    )
    kinks = (
        "y = t where beta is 0, which leaves the plain distance: the derivative is taken as 0",
    )
    cases = (*PAIR_CASES, Case(MODEL, WANTED, beta=0.75), Case(MODEL, WANTED, beta=0.0))
    cost = 6
    source = "https://arxiv.org/abs/1504.08083, equation 3"

    @staticmethod
    def forward(
        context: Context, y: Value, t: Value, *, reduction: str = "mean", beta: float = 1.0
    ) -> Value:
        size = np.abs(y - t)
        near = np.minimum(size, beta)
        return gathered(near * (size - 0.5 * near) / beta if beta else size, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        beta = context.constants["beta"]
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * (np.clip(d / beta, -1.0, 1.0) if beta else np.sign(d))
        return gy, -gy if context.needs(1) else None

    @classmethod
    def plan(cls, y: Shape, t: Shape, *, beta: float = 1.0, **others: Any) -> Plan:
        """Ask for a distance up to which the parabola goes."""
        if not beta >= 0:
            raise DomainError(f"beta is {beta:g}", hint="It is a distance: 0 or more.")
        return super().plan(y, t, **others)

    @staticmethod
    def slopes(y: float, t: float, beta: float) -> tuple[float, ...]:
        slope = (y - t) / beta if abs(y - t) < beta else float(y > t) - float(y < t)
        return slope, -slope


class Hinge(PairLoss):
    """How far the score ``y`` is from the right side by one at least; ``t`` is 1 or -1."""

    name = "hinge"
    title = "hinge loss"
    symbol = "hinge"
    aliases = ("hinge_loss",)
    commutative = True
    formula = Formula(r"@l = \frac1n \sum_i \max(0,\, 1 - @t_i\, @y_i)")
    local = (
        r"\left(-@t_i\, [@t_i \cdot @y_i < 1]\right)",
        r"\left(-@y_i\, [@t_i \cdot @y_i < 1]\right)",
    )
    kinks = ("t y = 1: the derivative is taken as 0",)
    cases = (
        Case(0.25, 1.0),
        Case(MODEL, SIDES),
        Case(MODEL, SIDES, reduction="sum"),
        Case(MODEL, SIDES, reduction="none"),
    )
    source = "https://doi.org/10.1007/BF00994018"

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.maximum(1 - t * y, 0.0), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t = context.input(0), context.input(1)
        g = np.where(t * y >= 1, 0.0, -shared(g, context))
        return g * t, g * y

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return (-t, -y) if t * y < 1 else (0.0, 0.0)


class CosineSimilarity(Op):
    """How alike the directions of two vectors are: 1 along, 0 across, -1 against.

    (n, d), (n, d) → (n), along ``axis``; the inputs broadcast. No length is taken as below ``eps``.
    """

    name = "cosine_similarity"
    title = "cosine similarity"
    symbol = "cos∠"
    overhead = 400
    commutative = True
    saves = ("a", "b")
    formula = Formula(
        r"@y = \hat{@a} \cdot \hat{@b},"
        r" \quad \hat{@a} = \frac{@a}{\|@a\|}, \quad \hat{@b} = \frac{@b}{\|@b\|}",
        (
            r"@a^{\nabla} = @y^{\nabla} \, \tfrac{1}{\|@a\|} (\hat{@b} - @y\, \hat{@a})",
            r"@b^{\nabla} = @y^{\nabla} \, \tfrac{1}{\|@b\|} (\hat{@a} - @y\, \hat{@b})",
        ),
    )
    derivation = tuple(
        Derivation(
            rf"@{a}^{{\nabla}}_i = \frac{{\partial l}}{{\partial @{a}_i}}",
            rf"= @y^{{\nabla}} \sum_j \hat{{@{b}}}_j"
            rf" \frac{{\partial \hat{{@{a}}}_j}}{{\partial @{a}_i}}",
            rf"= @y^{{\nabla}} \sum_j \hat{{@{b}}}_j \, \tfrac{{1}}{{\|@{a}\|}}"
            rf" \left([i = j] - \hat{{@{a}}}_i\, \hat{{@{a}}}_j\right)",
            line,
        )
        for a, b, line in zip("ab", "ba", formula.backward, strict=True)
    )
    kinks = (
        "a length below eps is held there: the slope is that of the other direction, over eps",
    )
    cases = (
        Case(ROW, [1.75, -2.0, 0.25], axis=0),
        Case(MODEL, WANTED),
        Case(MODEL, WANTED, axis=0),
        Case([MODEL, WANTED], [WANTED, MODEL], axis=-1),
        Case(MODEL, ROW, axis=-1),
        Case([[1.0], [-2.0]], MODEL, eps=0.01),
    )
    cost: ClassVar[int] = 8
    source = FUNCTIONAL.format("cosine_similarity")

    @staticmethod
    def forward(context: Context, a: Value, b: Value, *, axis: int = 1, eps: float = 1e-8) -> Value:
        a, b = np.broadcast_arrays(a, b)
        return (a / length(a, axis, eps) * (b / length(b, axis, eps))).sum(axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axis, eps = context.constants["axis"], context.constants["eps"]
        shape = broadcast(context.shape(0), context.shape(1))
        a, b = (np.broadcast_to(context.input(slot), shape) for slot in (0, 1))
        along_a, along_b = length(a, axis, eps), length(b, axis, eps)
        unit_a, unit_b = a / along_a, b / along_b
        y = (unit_a * unit_b).sum(axis=axis, keepdims=True)
        g = np.expand_dims(g, axis)
        # A length that is held at eps does not change with its vector.
        turned_a = np.where(along_a > eps, y, 0.0) * unit_a
        turned_b = np.where(along_b > eps, y, 0.0) * unit_b
        return g * (unit_b - turned_a) / along_a, g * (unit_a - turned_b) / along_b

    @classmethod
    def plan(cls, a: Shape, b: Shape, *, axis: int = 1, eps: float = 1e-8) -> Plan:
        """Broadcast the shapes and drop the axis."""
        shape = broadcast(a, b)
        axis = axis_of(len(shape), axis)
        return cls.planned((a, b), reduced(shape, axis, False), flops=cls.cost * size_of(shape))

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each vector that this element was broadcast to."""
        shapes, eps = (context.shape(0), context.shape(1)), context.constants["eps"]
        shape = broadcast(*shapes)
        axis = axis_of(len(shape), context.constants["axis"])
        arrays = [np.asarray(context.input(i)) for i in (slot, 1 - slot)]
        name, other = cls.inputs[slot], cls.inputs[1 - slot]
        text = rf"\tfrac{{1}}{{\|@{name}\|}} (\hat{{@{other}}} - @y\, \hat{{@{name}}})_i"
        for place in copies_of(index, shapes[slot], shape):
            line = list(line_through(place, shape, axis))
            own, near = ([float(x[source_of(i, x.shape)]) for i in line] for x in arrays)
            size, reach = (max(math.hypot(*vector), eps) for vector in (own, near))
            cosine = math.fsum(map(operator.mul, own, near)) / (size * reach) if size > eps else 0.0
            k = place[axis]
            slope = (near[k] / reach - cosine * own[k] / size) / size
            cells = tuple(Cell("input", i, source_of(at, shapes[i])) for i in (0, 1) for at in line)
            yield Cell("gradient", 0, without(place, axis)), Factor(slope, text, cells)


def length(x: Value, axis: int, eps: float) -> Value:
    """Give the lengths of the vectors along an axis, ``eps`` at least."""
    return np.maximum(np.sqrt((x * x).sum(axis=axis, keepdims=True)), eps)
