"""Functions with kinks: where two pieces meet, backward takes the side that PyTorch takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError
from engine.op import NUMPY, Case, Context, Domain, Elementwise, Formula, Plan, broadcast

MATRIX = [[0.5, -1.5, 2.25], [1.25, 3.0, -0.25]]
OTHER = [[1.5, -2.0, 2.0], [-1.0, 3.5, 0.75]]
ROW = [2.0, -0.5, 1.5]

AT_KINKS = "https://docs.pytorch.org/docs/stable/notes/autograd.html"
MOST_DECIMALS = 308
"""Where the range of 64-bit numbers ends."""

STEPS = "Its derivative is zero wherever it has one: no gradient would ever flow."


class Abs(Elementwise):
    """The distance from zero."""

    name = "abs"
    title = "absolute value"
    symbol = "|x|"
    aliases = ("absolute", "fabs")
    saves = ("x",)
    formula = Formula(r"@y = |@x|")
    local = (r"\operatorname{sign}(@x_i)",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as 0",)
    cases = (Case(-1.5), Case(MATRIX))
    source = AT_KINKS

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.abs(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * np.sign(context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (float(x > 0) - float(x < 0),)


class Sign(Elementwise):
    """-1, 0 or 1, as the element is negative, zero or positive."""

    name = "sign"
    title = "sign"
    symbol = "±"
    aliases = ("sgn",)
    differentiable = False
    reason = STEPS
    formula = Formula(r"@y = \operatorname{sign}(@x)")
    cases = (Case(-1.5), Case(MATRIX))
    source = NUMPY.format("sign")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.sign(x)


class Floor(Elementwise):
    """The largest whole number that is not above the element."""

    name = "floor"
    title = "floor"
    symbol = "⌊x⌋"
    differentiable = False
    reason = STEPS
    formula = Formula(r"@y = \lfloor @x \rfloor")
    cases = (Case(-1.5), Case(MATRIX))
    source = NUMPY.format("floor")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.floor(x)


class Ceil(Elementwise):
    """The smallest whole number that is not below the element."""

    name = "ceil"
    title = "ceiling"
    symbol = "⌈x⌉"
    differentiable = False
    reason = STEPS
    formula = Formula(r"@y = \lceil @x \rceil")
    cases = (Case(-1.5), Case(MATRIX))
    source = NUMPY.format("ceil")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.ceil(x)


class Trunc(Elementwise):
    """The whole number next to the element, towards zero."""

    name = "trunc"
    title = "truncation"
    symbol = "trunc"
    aliases = ("fix",)
    differentiable = False
    reason = STEPS
    formula = Formula(r"@y = \operatorname{sign}(@x) \lfloor |@x| \rfloor")
    cases = (Case(-1.5), Case(MATRIX))
    source = NUMPY.format("trunc")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.trunc(x)


class Round(Elementwise):
    """The nearest number with this many decimals; a tie goes to the even one."""

    name = "round"
    title = "round"
    symbol = "≈"
    aliases = ("around", "rint")
    asks_first = True
    differentiable = False
    reason = STEPS
    formula = Formula(r"@y = \mathrm{round}(@x)")
    cases = (Case(2.5), Case(MATRIX), Case(MATRIX, decimals=1))
    source = NUMPY.format("round")

    @staticmethod
    def forward(context: Context, x: Value, *, decimals: int = 0) -> Value:
        y = np.round(x, decimals)
        # NumPy's detour by way of x times a power of ten may overflow; such an x is whole anyway.
        return np.where(np.isfinite(y), y, x) if decimals > 0 else y

    @classmethod
    def plan(cls, x: Shape, *, decimals: int = 0) -> Plan:
        if abs(decimals) > MOST_DECIMALS:
            raise DomainError(
                f"decimals is {decimals}",
                hint=f"Round to a place from -{MOST_DECIMALS} to {MOST_DECIMALS}.",
            )
        return super().plan(x)


class Maximum(Elementwise):
    """The larger of two, element by element."""

    name = "maximum"
    title = "larger of two"
    symbol = "max"
    commutative = True
    saves = ("a", "b")
    formula = Formula(r"@y = \max(@a, @b)")
    local = (r"\left[@a_i > @b_i\right]", r"\left[@b_i > @a_i\right]")
    kinks = ("a = b: each gets half",)
    cases = (Case(1.5, -2.0), Case(MATRIX, OTHER), Case(MATRIX, ROW), Case(0.75, MATRIX))
    source = AT_KINKS

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.maximum(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        shared = np.where(np.equal(a, b), 0.5 * g, g)
        ga = np.where(a < b, 0.0, shared) if context.needs(0) else None
        return ga, np.where(a > b, 0.0, shared) if context.needs(1) else None

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return (0.5, 0.5) if a == b else (float(a > b), float(b > a))


class Minimum(Elementwise):
    """The smaller of two, element by element."""

    name = "minimum"
    title = "smaller of two"
    symbol = "min"
    commutative = True
    saves = ("a", "b")
    formula = Formula(r"@y = \min(@a, @b)")
    local = (r"\left[@a_i < @b_i\right]", r"\left[@b_i < @a_i\right]")
    kinks = ("a = b: each gets half",)
    cases = Maximum.cases
    source = AT_KINKS

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.minimum(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        shared = np.where(np.equal(a, b), 0.5 * g, g)
        ga = np.where(a > b, 0.0, shared) if context.needs(0) else None
        return ga, np.where(a < b, 0.0, shared) if context.needs(1) else None

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return (0.5, 0.5) if a == b else (float(a < b), float(b < a))


class Clip(Elementwise):
    """The element, held between two bounds; None leaves a side open."""

    name = "clip"
    title = "clipping"
    symbol = "clip"
    aliases = ("clamp",)
    saves = ("x",)
    formula = Formula(r"@y = \min(\max(@x, \mathit{min}), \mathit{max})")
    local = (r"\left[\mathit{min} \le @x_i \le \mathit{max}\right]",)
    domain = (Domain(kinks=(-1.0, 0.0, 1.0)),)
    kinks = ("x at a bound: the derivative is taken as 1",)
    cases = (
        Case(1.5, min=-1.0, max=1.0),
        Case(MATRIX, min=-1.0, max=1.0),
        Case(MATRIX, min=0.0),
        Case(MATRIX, max=1.0),
    )
    source = AT_KINKS

    @staticmethod
    def forward(
        context: Context, x: Value, *, min: float | None = None, max: float | None = None
    ) -> Value:
        return np.clip(x, min, max)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, low, high = context.input(0), context.constants["min"], context.constants["max"]
        not_below = low is None or x >= low
        not_above = high is None or x <= high
        # A product with 0 would turn an infinite gradient into NaN where no gradient flows.
        return np.where(np.logical_and(not_below, not_above), g, 0.0)

    @staticmethod
    def slopes(
        x: float, *, min: float | None = None, max: float | None = None
    ) -> tuple[float, ...]:
        return (float((min is None or x >= min) and (max is None or x <= max)),)


class Where(Elementwise):
    """``a`` where the condition holds (is not zero), ``b`` elsewhere."""

    name = "where"
    title = "choice"
    symbol = "?"
    formula = Formula(
        r"@y_i = \begin{cases} @a_i & \text{if } @condition_i \\ @b_i & \text{else} \end{cases}"
    )
    local = (
        "",
        r"\left[@condition_i \ne 0\right]",
        r"\left[@condition_i = 0\right]",
    )
    domain = (Domain(0, 2, whole=True), Domain(), Domain())
    cases = (
        Case(1.0, 1.5, -2.0),
        Case([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]], MATRIX, OTHER),
        Case([1.0, 0.0, 1.0], MATRIX, 0.5),
        Case([[0.0], [1.0]], 2.0, ROW),
    )
    source = NUMPY.format("where")

    @staticmethod
    def forward(context: Context, condition: Value, a: Value, b: Value) -> Value:
        holds = np.not_equal(condition, 0)
        context.keep(holds=holds)
        return np.where(holds, a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        holds = context.fact("holds")
        # A product with 0 would turn an infinite gradient into NaN on the side not taken.
        return None, np.where(holds, g, 0.0), np.where(holds, 0.0, g)

    @classmethod
    def plan(cls, condition: Shape, a: Shape, b: Shape) -> Plan:
        shape = broadcast(condition, a, b)
        return cls.planned((condition, a, b), shape, flops=size_of(shape), kept=size_of(condition))

    @staticmethod
    def slopes(condition: float, a: float, b: float) -> tuple[float, ...]:
        return 0.0, float(condition != 0), float(condition == 0)
