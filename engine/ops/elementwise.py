"""Exponentials, logarithms and the error function, element by element."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Value
from engine.error_function import erf
from engine.op import NUMPY, Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.0, 0.25, -0.25]]
CASES = (Case(1.5), Case(MATRIX))

POSITIVE = Domain(0.2, 3.0)
POSITIVE_CASES = (Case(1.5), Case([[0.25, 1.0, 8.0], [100.0, 0.5, 3.0]]))


class Exp(Elementwise):
    """The exponential function."""

    name = "exp"
    title = "exponential"
    symbol = "exp"
    saves = ("y",)
    formula = Formula(r"@y = e^{@x}")
    local = ("@y_i",)
    cases = CASES
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


class Exp2(Elementwise):
    """Two to the power of the element."""

    name = "exp2"
    title = "power of two"
    symbol = "2ˣ"
    saves = ("y",)
    formula = Formula(r"@y = 2^{@x}")
    local = (r"@y_i \ln 2",)
    cases = CASES
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.exp2(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (context.output() * math.log(2))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(2, x) * math.log(2),)


class Expm1(Elementwise):
    """The exponential function less one, exact near 0."""

    name = "expm1"
    title = "exponential less one"
    symbol = "eˣ−1"
    saves = ("y",)
    formula = Formula(r"@y = e^{@x} - 1")
    local = ("@y_i + 1",)
    cases = (*CASES, Case([1e-10, -1e-10]))
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.expm1(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (context.output() + 1)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.exp(x),)


class Log(Elementwise):
    """The natural logarithm."""

    name = "log"
    title = "natural logarithm"
    symbol = "ln"
    aliases = ("ln",)
    saves = ("x",)
    formula = Formula(r"@y = \ln @x")
    local = (r"\frac{1}{@x_i}",)
    domain = (POSITIVE,)
    kinks = (
        "x = 0: minus infinity",
        "x < 0: NaN",
    )
    cases = POSITIVE_CASES
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.log(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g / context.input(0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / x,)


class Log2(Elementwise):
    """The logarithm to the base 2."""

    name = "log2"
    title = "binary logarithm"
    symbol = "log₂"
    saves = ("x",)
    formula = Formula(r"@y = \log_2 @x")
    local = (r"\frac{1}{@x_i \ln 2}",)
    domain = (POSITIVE,)
    kinks = (
        "x = 0: minus infinity",
        "x < 0: NaN",
    )
    cases = POSITIVE_CASES
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.log2(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g / (context.input(0) * math.log(2))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (x * math.log(2)),)


class Log10(Elementwise):
    """The logarithm to the base 10."""

    name = "log10"
    title = "decimal logarithm"
    symbol = "lg"
    saves = ("x",)
    formula = Formula(r"@y = \log_{10} @x")
    local = (r"\frac{1}{@x_i \ln 10}",)
    domain = (POSITIVE,)
    kinks = (
        "x = 0: minus infinity",
        "x < 0: NaN",
    )
    cases = POSITIVE_CASES
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.log10(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g / (context.input(0) * math.log(10))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (x * math.log(10)),)


class Log1p(Elementwise):
    """The natural logarithm of one more, exact near 0."""

    name = "log1p"
    title = "logarithm of one more"
    symbol = "ln 1+"
    saves = ("x",)
    formula = Formula(r"@y = \ln(1 + @x)")
    local = (r"\frac{1}{1 + @x_i}",)
    domain = (Domain(-0.8, 3.0),)
    kinks = (
        "x = -1: minus infinity",
        "x < -1: NaN",
    )
    cases = (*POSITIVE_CASES, Case([1e-10, -1e-10, -0.5]))
    source = "https://dlmf.nist.gov/4.7"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.log1p(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g / (1 + context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (1 + x),)


class LogAddExp(Elementwise):
    """The logarithm of the sum of two exponentials: a smooth maximum of the two."""

    name = "logaddexp"
    title = "logarithm of a sum of exponentials"
    symbol = "ln⊕"
    commutative = True
    saves = ("a", "b")
    formula = Formula(r"@y = \ln\left(e^{@a} + e^{@b}\right)")
    local = (r"\sigma(@a_i - @b_i)", r"\sigma(@b_i - @a_i)")
    kinks = ("a and b infinite and equal: NaN, neither is the larger",)
    cases = (
        Case(1.5, -2.0),
        Case(MATRIX, [2.0, -0.5, 1.5]),
        Case([[1.5], [-2.0]], [2.0, -0.5]),
        Case([0.5, 40.0], [40.0, 0.5]),
    )
    cost: ClassVar[int] = 5
    source = NUMPY.format("logaddexp")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.logaddexp(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        lead = context.input(0) - context.input(1)
        ga = g * context.apply("sigmoid", lead) if context.needs(0) else None
        return ga, g * context.apply("sigmoid", -lead) if context.needs(1) else None

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1 / (1 + math.exp(b - a)), 1 / (1 + math.exp(a - b))


class Erf(Elementwise):
    """The error function: how likely a normal number of variance 1/2 lies within ±x."""

    name = "erf"
    title = "error function"
    symbol = "erf"
    overhead = 1_400
    saves = ("x",)
    formula = Formula(r"@y = \frac{2}{\sqrt\pi} \int_0^{@x} e^{-t^2}\,dt")
    local = (r"\frac{2}{\sqrt\pi} e^{-@x_i^2}",)
    cases = (*CASES, Case([-7.0, 0.46875, 0.0, 6.5]))
    cost: ClassVar[int] = 20
    source = "https://dlmf.nist.gov/7.2"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return erf(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g * (2 / math.sqrt(math.pi) * np.exp(-x * x))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (2 / math.sqrt(math.pi) * math.exp(-(x**2)),)
