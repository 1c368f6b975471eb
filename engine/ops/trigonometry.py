"""Angles: trigonometric functions, their inverses, and degrees."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value
from engine.errors import DomainError
from engine.op import NUMPY, Case, Context, Domain, Elementwise, Formula, Plan

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
        return g / np.sqrt((1 - x) * (1 + x))

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
        return -g / np.sqrt((1 - x) * (1 + x))

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


class Arctan2(Elementwise):
    """The angle, between -π and π, in which the point (b, a) lies seen from the origin."""

    name = "arctan2"
    title = "angle of a point"
    symbol = "atan2"
    aliases = ("atan2",)
    saves = ("a", "b")
    formula = Formula(r"@y = \operatorname{arctan2}(@a, @b), \quad \tan @y = @a / @b")
    local = (r"\frac{@b_i}{@a_i^2 + @b_i^2}", r"-\frac{@a_i}{@a_i^2 + @b_i^2}")
    domain = (Domain(kinks=(0.0,)), Domain(kinks=(0.0,)))
    kinks = ("a = 0 and b < 0: the angle jumps", "a = b = 0: the derivatives are taken as 0")
    cases = (
        Case(1.5, -2.0),
        Case(MATRIX, [2.0, -0.5, 1.5]),
        Case([[1.5], [-2.0]], [2.0, -0.5]),
        Case([0.0, 1.0, -1.0], [2.0, 0.0, 0.0]),
    )
    cost: ClassVar[int] = 2
    source = NUMPY.format("arctan2")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.arctan2(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        r = np.hypot(a, b)
        r = np.where(np.equal(r, 0), 1.0, r)
        # By r twice and not by its square, which overflows or vanishes long before r does.
        return g * (b / r) / r, -g * (a / r) / r

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return b / (a**2 + b**2), -a / (a**2 + b**2)


class Radians(Elementwise):
    """An angle in degrees, turned into radians."""

    name = "radians"
    title = "degrees to radians"
    symbol = "rad"
    aliases = ("deg2rad",)
    formula = Formula(r"@y = \frac{\pi}{180} @x")
    local = (r"\tfrac{\pi}{180}",)
    cases = (Case(180.0), Case(MATRIX))
    source = NUMPY.format("radians")

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
    source = NUMPY.format("degrees")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * (180 / math.pi)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * (180 / math.pi)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (180 / math.pi,)


class Sinc(Elementwise):
    """The sine of πx divided by πx, and 1 at 0; with an ``order``, that derivative of it."""

    name = "sinc"
    title = "normalised cardinal sine"
    symbol = "sinc"
    overhead = 2_600
    saves = ("x",)
    formula = Formula(
        r"@y = \operatorname{sinc}^{(n)}(@x), \quad n = \text{order}, \;"
        r" \operatorname{sinc}(x) = \frac{\sin \pi x}{\pi x}"
    )
    local = (r"\operatorname{sinc}^{(n+1)}(@x_i)",)
    cases = (
        Case(0.75),
        Case([[0.0, -0.02, 0.5], [1.0, -2.5, 40.0]]),
        Case(MATRIX, order=1),
        Case([0.0, -1e-9, 0.9], order=2),
        Case([0.0, 1e-5, 1.1], order=3),
        Case([0.0, 2.5, -4.0], order=8),
    )
    cost: ClassVar[int] = 80
    source = NUMPY.format("sinc")

    @staticmethod
    def forward(context: Context, x: Value, *, order: int = 0) -> Value:
        if order == 0:
            return np.sinc(x)
        # Each of the two ways is exact where the other is not.
        z, border = math.pi * x, 2 + order / 3
        inside = np.abs(z) < border
        near = _sinc_by_series(np.where(inside, z, border), order)
        far = _sinc_by_parts(np.where(inside, border, z), order)
        derived: Value = np.where(inside, near, far)
        return math.pi**order * derived

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        order = context.constants["order"] + 1
        return g * context.apply("sinc", context.input(0), order=order)

    @classmethod
    def plan(cls, x: Shape, *, order: int = 0) -> Plan:
        if not 0 <= order <= HIGHEST_ORDER:
            raise DomainError(
                f"a derivative of the order {order}",
                hint=f"Orders go from 0, the function itself, to {HIGHEST_ORDER}.",
            )
        return super().plan(x)

    @staticmethod
    def slopes(x: float, *, order: int) -> tuple[float, ...]:
        # The mean of cos πxt over t from 0 to 1 is sinc x, and may be derived under the integral.
        nodes, weights = np.polynomial.legendre.leggauss(100)
        t: Any = (nodes + 1) / 2
        n = order + 1
        waves = t**n * np.cos(math.pi * (x * t + n / 2))
        return (math.pi**n * float(weights @ waves) / 2,)


HIGHEST_ORDER = 8


def _sinc_by_series(z: Value, order: int) -> Value:
    """Sum the derived Taylor series of sin z / z: exact near 0."""
    total, square = 0.0 * z, z * z
    for k in reversed(range(order % 2, 42, 2)):
        n = k + order
        total = total * square + math.cos(n * math.pi / 2) / ((n + 1) * math.factorial(k))
    return total * z if order % 2 else total


def _sinc_by_parts(z: Value, order: int) -> Value:
    """Derive z · f = sin z again and again, z · f⁽ⁿ⁾ + n · f⁽ⁿ⁻¹⁾ = sin⁽ⁿ⁾: exact far from 0."""
    f = np.sin(z) / z
    for n in range(1, order + 1):
        f = (np.sin(z + n * math.pi / 2) - n * f) / z
    return f
