"""Elementary functions, element by element. Derivatives: DLMF, chapters 4 and 7."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.0, 0.25, -0.25]]


class Exp(Elementwise):
    """The exponential function."""

    name = "exp"
    title = "exponential"
    symbol = "exp"
    saves = ("y",)
    formula = Formula(r"@y = e^{@x}")
    local = ("@y_i",)
    domain = (Domain(),)
    cases = (Case(1.5), Case(MATRIX))
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.exp(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * context.output()

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.exp(x),)


class Sin(Elementwise):
    """The sine of an angle in radians."""

    name = "sin"
    title = "sine"
    symbol = "sin"
    saves = ("x",)
    formula = Formula(r"@y = \sin @x")
    local = (r"\cos @x_i",)
    domain = (Domain(),)
    cases = (Case(1.5), Case(MATRIX))
    source = "https://dlmf.nist.gov/4.20"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.sin(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * np.cos(context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.cos(x),)


class Cos(Elementwise):
    """The cosine of an angle in radians."""

    name = "cos"
    title = "cosine"
    symbol = "cos"
    saves = ("x",)
    formula = Formula(r"@y = \cos @x")
    local = (r"-\sin @x_i",)
    domain = (Domain(),)
    cases = (Case(1.5), Case(MATRIX))
    source = "https://dlmf.nist.gov/4.20"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.cos(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return -g * np.sin(context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-math.sin(x),)
