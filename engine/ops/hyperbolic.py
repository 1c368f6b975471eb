"""Hyperbolic functions and their inverses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Elementwise, Formula

MATRIX = [[0.5, -1.25, 2.0], [1.0, 0.25, -0.25]]
CASES = (Case(1.5), Case(MATRIX))


class Sinh(Elementwise):
    """The hyperbolic sine."""

    name = "sinh"
    title = "hyperbolic sine"
    symbol = "sinh"
    saves = ("x",)
    formula = Formula(r"@y = \sinh @x")
    local = (r"\cosh @x_i",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.34"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.sinh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * np.cosh(context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.cosh(x),)


class Cosh(Elementwise):
    """The hyperbolic cosine."""

    name = "cosh"
    title = "hyperbolic cosine"
    symbol = "cosh"
    saves = ("x",)
    formula = Formula(r"@y = \cosh @x")
    local = (r"\sinh @x_i",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.34"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.cosh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * np.sinh(context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.sinh(x),)


class Tanh(Elementwise):
    """The hyperbolic tangent, which squeezes any number into (-1, 1)."""

    name = "tanh"
    title = "hyperbolic tangent"
    symbol = "tanh"
    saves = ("y",)
    formula = Formula(r"@y = \tanh @x")
    local = (r"1 - @y_i^2",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.34"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.tanh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * (1 - y * y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.cosh(x) ** -2,)
