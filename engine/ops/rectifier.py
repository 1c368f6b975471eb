"""Activation functions made of straight lines, with kinks where two of them meet."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.25, 0.25, -0.25]]
CASES = (Case(0.75), Case(MATRIX), Case([-40.0, 40.0]))

PYTORCH = "https://docs.pytorch.org/docs/stable/nn.functional.html"


class Relu(Elementwise):
    """The element where it is positive, else 0."""

    name = "relu"
    title = "rectified linear unit"
    symbol = "relu"
    saves = ("y",)
    formula = Formula(r"@y = \max(@x, 0)")
    local = (r"\left[@x_i > 0\right]",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as 0",)
    cases = CASES
    source = "https://www.deeplearningbook.org/contents/mlp.html, section 6.3.1"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.maximum(x, 0.0)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (context.output() > 0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (float(x > 0),)


class LeakyRelu(Elementwise):
    """The element where it is positive, else a small part of it."""

    name = "leaky_relu"
    title = "leaky rectified linear unit"
    symbol = "lrelu"
    saves = ("x",)
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > 0 \\ s\,@x_i & \text{else} \end{cases},"
        r" \quad s = \text{negative\_slope}"
    )
    local = (r"\left([@x_i > 0] + s\,[@x_i \le 0]\right)",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as the negative slope",)
    cases = (*CASES, Case(MATRIX, negative_slope=0.2))
    source = PYTORCH

    @staticmethod
    def forward(context: Context, x: Value, *, negative_slope: float = 0.01) -> Value:
        return np.where(x > 0, x, negative_slope * x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        slope = context.constants["negative_slope"]
        return g * np.where(context.input(0) > 0, 1.0, slope)

    @staticmethod
    def slopes(x: float, *, negative_slope: float) -> tuple[float, ...]:
        return (1.0 if x > 0 else negative_slope,)


class Hardtanh(Elementwise):
    """The element, held between two bounds: tanh made of straight lines."""

    name = "hardtanh"
    title = "hard tanh"
    symbol = "htanh"
    saves = ("x",)
    formula = Formula(r"@y = \min(\max(@x, \mathit{min\_val}), \mathit{max\_val})")
    local = (r"\left[\mathit{min\_val} < @x_i < \mathit{max\_val}\right]",)
    domain = (Domain(kinks=(-1.0, -0.5, 1.0, 2.0)),)
    kinks = ("x at a bound: the derivative is taken as 0, where clip takes 1",)
    cases = (*CASES, Case(MATRIX, min_val=-0.5, max_val=2.5))
    source = PYTORCH

    @staticmethod
    def forward(
        context: Context, x: Value, *, min_val: float = -1.0, max_val: float = 1.0
    ) -> Value:
        return np.clip(x, min_val, max_val)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, constants = context.input(0), context.constants
        return g * ((x > constants["min_val"]) & (x < constants["max_val"]))

    @staticmethod
    def slopes(x: float, *, min_val: float, max_val: float) -> tuple[float, ...]:
        return (float(min_val < x < max_val),)
