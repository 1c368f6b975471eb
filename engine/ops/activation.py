"""Activation functions: the nonlinearities between layers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.0, 0.25, -0.25]]


class Sigmoid(Elementwise):
    """The logistic function, which squeezes any number into (0, 1)."""

    name = "sigmoid"
    title = "sigmoid"
    symbol = "σ"
    aliases = ("expit",)
    saves = ("y",)
    formula = Formula(r"@y = \sigma(@x) = \frac{1}{1 + e^{-@x}}")
    local = (r"@y_i \,(1 - @y_i)",)
    domain = (Domain(-6, 6),)
    cases = (Case(0.0), Case(MATRIX), Case([-40.0, 40.0]))
    cost: ClassVar[int] = 4
    source = "The lecture, part 4, «Backward: a few more examples»"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        # tanh never overflows, where 1 / (1 + exp(-x)) does for x < -709.
        return 0.5 * (1 + np.tanh(0.5 * x))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * y * (1 - y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2,)
