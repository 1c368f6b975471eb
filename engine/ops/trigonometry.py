"""Angles: trigonometric functions, their inverses, and degrees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.25, 2.0], [1.0, 0.25, -0.25]]
CASES = (Case(1.5), Case(MATRIX))
INSIDE_CASES = (Case(0.5), Case([[0.5, -0.75], [0.0, 0.9]]))


class Sin(Elementwise):
    """The sine of an angle in radians."""

    name = "sin"
    title = "sine"
    symbol = "sin"
    saves = ("x",)
    formula = Formula(r"@y = \sin @x")
    local = (r"\cos @x_i",)
    cases = CASES
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
    cases = CASES
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


class Tan(Elementwise):
    """The tangent of an angle in radians."""

    name = "tan"
    title = "tangent"
    symbol = "tan"
    saves = ("y",)
    formula = Formula(r"@y = \tan @x")
    local = (r"1 + @y_i^2",)
    domain = (Domain(-1.3, 1.3),)
    kinks = ("odd multiples of π/2: infinite",)
    cases = (Case(1.0), Case(MATRIX))
    source = "https://dlmf.nist.gov/4.20"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.tan(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * (1 + y * y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.cos(x) ** -2,)


class Arcsin(Elementwise):
    """The angle between -π/2 and π/2 whose sine is given."""

    name = "arcsin"
    title = "inverse sine"
    symbol = "asin"
    aliases = ("asin",)
    saves = ("x",)
    formula = Formula(r"@y = \arcsin @x")
    local = (r"\frac{1}{\sqrt{1 - @x_i^2}}",)
    domain = (Domain(-0.9, 0.9),)
    kinks = (
        "x = ±1: the derivative is infinite",
        "|x| > 1: NaN",
    )
    cases = INSIDE_CASES
    source = "https://dlmf.nist.gov/4.24"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arcsin(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g / np.sqrt(1 - x * x)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(1 - x**2, -0.5),)


class Arccos(Elementwise):
    """The angle between 0 and π whose cosine is given."""

    name = "arccos"
    title = "inverse cosine"
    symbol = "acos"
    aliases = ("acos",)
    saves = ("x",)
    formula = Formula(r"@y = \arccos @x")
    local = (r"-\frac{1}{\sqrt{1 - @x_i^2}}",)
    domain = (Domain(-0.9, 0.9),)
    kinks = (
        "x = ±1: the derivative is infinite",
        "|x| > 1: NaN",
    )
    cases = INSIDE_CASES
    source = "https://dlmf.nist.gov/4.24"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arccos(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return -g / np.sqrt(1 - x * x)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-math.pow(1 - x**2, -0.5),)


class Arctan(Elementwise):
    """The angle between -π/2 and π/2 whose tangent is given."""

    name = "arctan"
    title = "inverse tangent"
    symbol = "atan"
    aliases = ("atan",)
    saves = ("x",)
    formula = Formula(r"@y = \arctan @x")
    local = (r"\frac{1}{1 + @x_i^2}",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.24"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.arctan(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g / (1 + x * x)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (1 + x**2),)


class Radians(Elementwise):
    """An angle in degrees, turned into radians."""

    name = "radians"
    title = "degrees to radians"
    symbol = "rad"
    aliases = ("deg2rad",)
    formula = Formula(r"@y = \frac{\pi}{180} @x")
    local = (r"\tfrac{\pi}{180}",)
    cases = (Case(180.0), Case(MATRIX))
    source = "https://numpy.org/doc/stable/reference/generated/numpy.radians.html"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * (math.pi / 180)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (math.pi / 180)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pi / 180,)


class Degrees(Elementwise):
    """An angle in radians, turned into degrees."""

    name = "degrees"
    title = "radians to degrees"
    symbol = "deg"
    aliases = ("rad2deg",)
    formula = Formula(r"@y = \frac{180}{\pi} @x")
    local = (r"\tfrac{180}{\pi}",)
    cases = CASES
    source = "https://numpy.org/doc/stable/reference/generated/numpy.degrees.html"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * (180 / math.pi)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (180 / math.pi)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (180 / math.pi,)
