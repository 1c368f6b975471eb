"""Arithmetic: what the operators of the language mean."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Value
from engine.op import Case, Context, Domain, Elementwise, Formula

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
ROW = [2.0, -0.5, 1.5]
COLUMN = [[1.5], [-2.0]]

BINARY_CASES = (
    Case(1.5, -2.0),
    Case(MATRIX, MATRIX),
    Case(MATRIX, ROW),
    Case(COLUMN, ROW),
    Case(2.0, MATRIX),
)


class Add(Elementwise):
    """Sum of two tensors."""

    name = "add"
    title = "addition"
    symbol = "+"
    formula = Formula(r"@y = @a + @b")
    local = ("1", "1")
    domain = (Domain(), Domain())
    cases = BINARY_CASES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a + b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g, g

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1.0, 1.0


class Sub(Elementwise):
    """Difference of two tensors."""

    name = "sub"
    title = "subtraction"
    symbol = "−"
    aliases = ("subtract",)
    formula = Formula(r"@y = @a - @b")
    local = ("1", "-1")
    domain = (Domain(), Domain())
    cases = BINARY_CASES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a - b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g, -g

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1.0, -1.0


class Mul(Elementwise):
    """Product of two tensors, element by element."""

    name = "mul"
    title = "multiplication"
    symbol = "×"
    aliases = ("multiply",)
    saves = ("a", "b")
    formula = Formula(r"@y = @a \otimes @b")
    local = ("@b_i", "@a_i")
    domain = (Domain(), Domain())
    cases = BINARY_CASES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a * b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * context.input(1), g * context.input(0)

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return b, a


class Div(Elementwise):
    """Quotient of two tensors, element by element."""

    name = "div"
    title = "division"
    symbol = "÷"
    aliases = ("divide", "true_divide")
    saves = ("b", "y")
    formula = Formula(r"@y = @a / @b")
    local = (r"1 / @b_i", r"-@y_i / @b_i")
    domain = (Domain(), Domain(kinks=(0.0,)))
    kinks = ("b = 0: the quotient is infinite or NaN",)
    cases = BINARY_CASES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a / b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        ga = g / context.input(1)
        return ga, -ga * context.output()

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1 / b, -a / b**2


class Neg(Elementwise):
    """The tensor with its sign turned."""

    name = "neg"
    title = "negation"
    symbol = "−"
    aliases = ("negative",)
    formula = Formula(r"@y = -@x")
    local = ("-1",)
    domain = (Domain(),)
    cases = (Case(1.5), Case(MATRIX))

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return -x

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return -g

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-1.0,)


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

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        exponent = constants["exponent"]
        return "x" + f"{exponent:g}".translate(str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·"))

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
    local = (r"@b_i\,@a_i^{@b_i-1}", r"@y_i \ln @a_i")
    domain = (Domain(0.2, 3.0), Domain())
    kinks = ("a = 0", "a < 0: the logarithm is NaN")
    cost: ClassVar[int] = 4
    cases = (
        Case(1.5, -2.0),
        Case([[0.5, 1.5], [2.0, 3.0]], [2.0, -0.5]),
        Case([[1.5], [2.0]], [2.0, -0.5]),
    )

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a**b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        base = g * b * a ** (b - 1) if context.needs(0) else None
        exponent = g * context.output() * np.log(a) if context.needs(1) else None
        return base, exponent

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return b * math.pow(a, b - 1), math.pow(a, b) * math.log(a)
