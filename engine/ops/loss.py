"""Losses that measure a distance between the model's output and its target.

Their ``reduction`` is PyTorch's: "mean" and "sum" give one number, "none" one for each element.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Shape, Value
from engine.errors import DomainError
from engine.op import Case, Context, Formula, PairLoss, Plan, gathered, shared

MODEL = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
WANTED = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
PAIR_CASES = (
    Case(1.5, 0.75),
    Case(MODEL, WANTED),
    Case(MODEL, WANTED, reduction="sum"),
    Case(MODEL, WANTED, reduction="none"),
)
SIDES = [[1.0, -1.0, -1.0], [-1.0, 1.0, 1.0]]

PYTORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"


class MeanSquaredError(PairLoss):
    """The mean squared distance between output and target."""

    name = "mse"
    title = "mean squared error"
    symbol = "MSE"
    aliases = ("mse_loss",)
    formula = Formula(r"@l = \frac1n \sum_i (@y_i - @t_i)^2")
    local = (r"2\,(@y_i - @t_i)", r"2\,(@t_i - @y_i)")
    cases = PAIR_CASES
    source = PYTORCH.format("mse_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        d = y - t
        return gathered(d * d, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * (2 * d)
        return gy, -gy

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return 2 * (y - t), 2 * (t - y)


class MeanAbsoluteError(PairLoss):
    """The mean distance between output and target."""

    name = "l1"
    title = "mean absolute error"
    symbol = "L1"
    aliases = ("l1_loss",)
    formula = Formula(r"@l = \frac1n \sum_i |@y_i - @t_i|")
    local = (r"\operatorname{sign}(@y_i - @t_i)", r"\operatorname{sign}(@t_i - @y_i)")
    kinks = ("y = t: the derivative is taken as 0",)
    cases = PAIR_CASES
    source = PYTORCH.format("l1_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.abs(y - t), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context) * np.sign(d)
        return gy, -gy

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
        return gy, -gy

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
        return gy, -gy

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
