"""Hyperbolic functions and their inverses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

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


class Arcsinh(Elementwise):
    """The number whose hyperbolic sine is given."""

    name = "arcsinh"
    title = "inverse hyperbolic sine"
    symbol = "asinh"
    aliases = ("asinh",)
    saves = ("x",)
    formula = Formula(r"@y = \operatorname{arsinh} @x = \ln\left(@x + \sqrt{@x^2 + 1}\right)")
    local = (r"\frac{1}{\sqrt{@x_i^2 + 1}}",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.38"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arcsinh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        # The square of x overflows long before x does.
        return g / np.hypot(context.input(0), 1.0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(x**2 + 1, -0.5),)


class Arccosh(Elementwise):
    """The number from 0 on whose hyperbolic cosine is given."""

    name = "arccosh"
    title = "inverse hyperbolic cosine"
    symbol = "acosh"
    aliases = ("acosh",)
    saves = ("x",)
    formula = Formula(r"@y = \operatorname{arcosh} @x = \ln\left(@x + \sqrt{@x^2 - 1}\right)")
    local = (r"\frac{1}{\sqrt{@x_i^2 - 1}}",)
    domain = (Domain(1.1, 4.0),)
    kinks = ("x = 1: the derivative is infinite", "x < 1: NaN")
    cases = (Case(1.5), Case([[2.0, 10.0], [1.25, 1e3]]))
    source = "https://dlmf.nist.gov/4.38"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arccosh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g / (np.sqrt(x - 1) * np.sqrt(x + 1))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(x**2 - 1, -0.5),)


class Arctanh(Elementwise):
    """The number whose hyperbolic tangent is given."""

    name = "arctanh"
    title = "inverse hyperbolic tangent"
    symbol = "atanh"
    aliases = ("atanh",)
    saves = ("x",)
    formula = Formula(r"@y = \operatorname{artanh} @x = \frac12 \ln \frac{1 + @x}{1 - @x}")
    local = (r"\frac{1}{1 - @x_i^2}",)
    domain = (Domain(-0.9, 0.9),)
    kinks = ("x = ±1: infinite", "|x| > 1: NaN")
    cases = (Case(0.5), Case([[0.5, -0.75], [0.0, 0.9]]))
    source = "https://dlmf.nist.gov/4.38"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arctanh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g / ((1 - x) * (1 + x))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (1 - x**2),)
