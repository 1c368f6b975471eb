"""Powers and roots."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Value
from engine.op import NUMPY, Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]

POWERS = "https://dlmf.nist.gov/4.7#ii"
RULES = "https://dlmf.nist.gov/1.4#iii"

SMALLEST = np.finfo(float).tiny
"""The smallest number that has all its digits."""


class Square(Elementwise):
    """Every element times itself."""

    name = "square"
    title = "square"
    symbol = "x²"
    saves = ("x",)
    formula = Formula(r"@y = @x^2")
    local = (r"2\,@x_i",)
    cases = (Case(1.5), Case(MATRIX), Case([[]]))
    source = POWERS

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * x

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (2 * context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (2 * x,)


class Sqrt(Elementwise):
    """The square root."""

    name = "sqrt"
    title = "square root"
    symbol = "√"
    saves = ("y",)
    formula = Formula(r"@y = \sqrt{@x}")
    local = (r"\frac{1}{2\,@y_i}",)
    domain = (Domain(0.2, 3.0),)
    kinks = ("x = 0: the derivative is infinite", "x < 0: NaN")
    cases = (Case(1.5), Case([[0.25, 4.0], [1e-2, 1e4]]))
    source = POWERS

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.sqrt(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g / (2 * context.output())

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (0.5 * math.pow(x, -0.5),)


class Reciprocal(Elementwise):
    """One divided by every element."""

    name = "reciprocal"
    title = "reciprocal"
    symbol = "1/x"
    saves = ("y",)
    formula = Formula(r"@y = 1 / @x")
    local = (r"-@y_i^2",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: infinite",)
    cases = (Case(-2.0), Case(MATRIX))
    source = RULES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return 1 / x

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return -g * y * y

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-1 / x**2,)


_LINE, _RAISED = "0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·"


class Pow(Elementwise):
    """A power with a fixed exponent; a tensor as the exponent is ``power``."""

    name = "pow"
    title = "power with a fixed exponent"
    symbol = "xⁿ"
    saves = ("x",)
    formula = Formula(r"@y = @x^n, \quad n = \text{exponent}")
    local = (r"n\,@x_i^{n-1}",)
    domain = (Domain(0.2, 3.0),)
    kinks = ("x = 0 with n < 1: the derivative is infinite", "x < 0 with n not whole: NaN")
    cost: ClassVar[int] = 4
    cases = (
        Case(1.5, exponent=2.0),
        Case(MATRIX, exponent=3.0),
        Case(MATRIX, exponent=-1.0),
        Case([0.5, 2.0], exponent=0.5),
        Case([0.0, 2.0], exponent=1.0),
        Case([0.0, -2.0], exponent=0.0),
    )
    source = POWERS

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        exponent = f"{constants['exponent']:g}"
        if len(exponent) > 5 or not set(exponent) <= set(_LINE):
            return cls.symbol
        return "x" + exponent.translate(str.maketrans(_LINE, _RAISED))

    @staticmethod
    def forward(context: Context, x: Value, *, exponent: float) -> Value:
        return x * x if exponent == 2 else x**exponent

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        n, x = context.constants["exponent"], context.input(0)
        if n == 0:
            return g * 0.0
        return g * (2 * x if n == 2 else n * x ** (n - 1))

    @staticmethod
    def slopes(x: float, *, exponent: float) -> tuple[float, ...]:
        return (exponent * math.pow(x, exponent - 1) if exponent else 0.0,)


class Power(Elementwise):
    """A power whose exponent is a tensor too."""

    name = "power"
    title = "power"
    symbol = "aᵇ"
    aliases = ("float_power",)
    saves = ("a", "b", "y")
    formula = Formula(r"@y = @a^{@b}")
    local = (r"@b_i \cdot @a_i^{@b_i-1}", r"@y_i \cdot \ln @a_i")
    domain = (Domain(0.2, 3.0), Domain())
    kinks = ("a = 0: the gradient of b is taken as 0", "a < 0: the logarithm is NaN")
    cost: ClassVar[int] = 4
    cases = (
        Case(1.5, -2.0),
        Case([[0.5, 1.5], [2.0, 3.0]], [2.0, -0.5]),
        Case([[1.5], [2.0]], [2.0, -0.5]),
    )
    source = POWERS

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a**b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        ga = g * b * _away_from_nothing(a, b) ** (b - 1) if context.needs(0) else None
        if not context.needs(1):
            return ga, None
        # Of 0 to a power that is not negative nothing changes with the power: the logarithm of 1.
        base = np.where(np.equal(a, 0) & (b >= 0), 1.0, a)
        return ga, g * context.output() * np.log(base)

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return b * math.pow(a, b - 1), math.pow(a, b) * math.log(a)


def _away_from_nothing(a: Value, b: Value) -> Value:
    """Put a base of 1 where 0, or NaN, is raised to 0: that is 1 whatever the base, and stays 1.

    So it is done with numbers so small that their reciprocals are infinite.
    """
    return np.where(np.equal(b, 0) & ~(np.abs(a) > SMALLEST), 1.0, a)


class Cbrt(Elementwise):
    """The cube root, of negative numbers too."""

    name = "cbrt"
    title = "cube root"
    symbol = "∛"
    saves = ("y",)
    formula = Formula(r"@y = \sqrt[3]{@x}")
    local = (r"\frac{1}{3\,@y_i^2}",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is infinite",)
    cases = (Case(1.5), Case([[0.25, -8.0], [1e-2, 1e4]]))
    source = NUMPY.format("cbrt")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.cbrt(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g / (3 * y * y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(abs(x), -2 / 3) / 3,)


class Rsqrt(Elementwise):
    """One divided by the square root."""

    name = "rsqrt"
    title = "reciprocal of the square root"
    symbol = "1/√"
    saves = ("y",)
    formula = Formula(r"@y = \frac{1}{\sqrt{@x}}")
    local = (r"-\tfrac12\,@y_i^3",)
    domain = (Domain(0.2, 3.0),)
    kinks = ("x = 0: infinite", "x < 0: NaN")
    cases = (Case(1.5), Case([[0.25, 4.0], [1e-2, 1e4]]))
    cost: ClassVar[int] = 2
    source = POWERS

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return 1 / np.sqrt(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * (-0.5 * y * y * y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-0.5 * math.pow(x, -1.5),)


class Hypot(Elementwise):
    """The longest side of a right triangle whose other sides are ``a`` and ``b``."""

    name = "hypot"
    title = "hypotenuse"
    symbol = "hyp"
    commutative = True
    saves = ("a", "b", "y")
    formula = Formula(r"@y = \sqrt{@a^2 + @b^2}")
    local = (r"\frac{@a_i}{@y_i}", r"\frac{@b_i}{@y_i}")
    domain = (Domain(kinks=(0.0,)), Domain(kinks=(0.0,)))
    kinks = ("a = b = 0: NaN, no direction is steepest",)
    cases = (
        Case(3.0, -4.0),
        Case(MATRIX, [1.0, 0.25, -2.0]),
        Case([[1.5], [-2.0]], [0.5, 2.0]),
        Case(2.0, 0.0),
        Case([[]], [[1.5], [-2.0]]),
    )
    cost: ClassVar[int] = 4
    source = NUMPY.format("hypot")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.hypot(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * (context.input(0) / y), g * (context.input(1) / y)

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return a / math.dist((a, b), (0, 0)), b / math.dist((a, b), (0, 0))
