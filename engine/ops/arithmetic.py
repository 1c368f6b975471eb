"""Arithmetic: what the operators of the language mean."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.op import NUMPY, PYTORCH, Case, Context, Domain, Elementwise, Formula, Plan, broadcast

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHER = [[1.5, -2.0, 2.25], [-1.0, 3.5, 0.75]]
ROW = [2.0, -0.5, 1.5]
COLUMN = [[1.5], [-2.0]]

UNARY_CASES = (Case(1.5), Case(MATRIX), Case([[]]))
BINARY_CASES = (
    Case(1.5, -2.0),
    Case(MATRIX, MATRIX),
    Case(MATRIX, ROW),
    Case(COLUMN, ROW),
    Case(2.0, MATRIX),
    Case([[]], COLUMN),
)

RULES = "https://dlmf.nist.gov/1.4#iii"


class Add(Elementwise):
    """Sum of two tensors."""

    name = "add"
    title = "addition"
    symbol = "+"
    commutative = True
    formula = Formula(r"@y = @a + @b")
    local = ("1", "1")
    cases = BINARY_CASES
    source = RULES

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
    cases = BINARY_CASES
    source = RULES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a - b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g, -g if context.needs(1) else None

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1.0, -1.0


class Mul(Elementwise):
    """Product of two tensors, element by element."""

    name = "mul"
    title = "multiplication"
    symbol = "×"
    aliases = ("multiply",)
    commutative = True
    saves = ("a", "b")
    formula = Formula(r"@y = @a \otimes @b")
    local = ("@b_i", "@a_i")
    cases = BINARY_CASES
    source = RULES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a * b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.inputs
        ga = g * b.value if a.differentiable else None
        return ga, g * a.value if b.differentiable else None

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
    local = (r"\frac{1}{@b_i}", r"-\frac{@y_i}{@b_i}")
    domain = (Domain(), Domain(kinks=(0.0,)))
    kinks = ("b = 0: the quotient is infinite or NaN",)
    cases = BINARY_CASES
    source = RULES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a / b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        ga = g / context.input(1)
        return ga, -ga * context.output() if context.needs(1) else None

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
    cases = UNARY_CASES
    source = RULES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return -x

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return -g

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (-1.0,)


class Mod(Elementwise):
    """What is left when ``b`` is taken off ``a`` a whole number of times; it has the sign of b."""

    name = "mod"
    title = "remainder"
    symbol = "mod"
    aliases = ("remainder",)
    formula = Formula(r"@y = @a - @b \lfloor @a / @b \rfloor")
    local = ("1", r"-\lfloor @a_i / @b_i \rfloor")
    domain = (Domain(0.2, 0.9), Domain(1.0, 3.0))
    kinks = ("a a multiple of b: the remainder jumps", "b = 0: NaN")
    cases = (Case(5.5, 2.0), Case([[5.5], [-1.5]], [2.0, 4.0, -2.5]), Case(1.0, 0.3))
    source = NUMPY.format("mod")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        # The floor of a rounded quotient may be one too many: of 1 by 0.1 nine fit, not ten.
        whole, y = np.divmod(a, b)
        context.keep(whole=whole)
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g, -g * context.fact("whole") if context.needs(1) else None

    @classmethod
    def plan(cls, *shapes: Shape, **constants: Any) -> Plan:
        shape = broadcast(*shapes)
        return cls.planned(shapes, shape, flops=size_of(shape), kept=8 * size_of(shape))

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1.0, -float(a // b)


class FloorDivide(Elementwise):
    """How many whole times ``b`` fits into ``a``, rounded down."""

    name = "floor_divide"
    title = "floor division"
    symbol = "//"
    differentiable = False
    reason = "Its derivative is zero wherever it has one: no gradient would ever flow."
    formula = Formula(r"@y = \lfloor @a / @b \rfloor")
    domain = Mod.domain
    cases = Mod.cases
    source = NUMPY.format("floor_divide")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.floor_divide(a, b)


class Fmod(Elementwise):
    """What is left when ``b`` is taken off ``a`` a whole number of times; it has the sign of a."""

    name = "fmod"
    title = "remainder of a division towards zero"
    symbol = "fmod"
    formula = Formula(r"@y = @a - @b \operatorname{trunc}(@a / @b)")
    local = ("1", r"-\operatorname{trunc}(@a_i / @b_i)")
    domain = Mod.domain
    kinks = Mod.kinks
    cases = Mod.cases
    source = NUMPY.format("fmod")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        y = np.fmod(a, b)
        context.keep(whole=np.rint((a - y) / b))
        return y

    backward = staticmethod(Mod.backward)

    @classmethod
    def plan(cls, *shapes: Shape, **constants: Any) -> Plan:
        shape = broadcast(*shapes)
        return cls.planned(shapes, shape, flops=4 * size_of(shape), kept=8 * size_of(shape))

    @staticmethod
    def slopes(a: float, b: float) -> tuple[float, ...]:
        return 1.0, -math.copysign(abs(a) // abs(b), a * b)


class Lerp(Elementwise):
    """A step from ``a`` towards ``b``: a at weight 0, b at weight 1, and a line between them."""

    name = "lerp"
    title = "linear interpolation"
    symbol = "lerp"
    saves = ("a", "b", "weight")
    formula = Formula(r"@y = @a + @weight \otimes (@b - @a)")
    local = (r"1 - @weight_i", "@weight_i", "@b_i - @a_i")
    cases = (
        Case(1.5, -2.0, 0.25),
        Case(MATRIX, OTHER, 0.75),
        Case(MATRIX, ROW, COLUMN),
        Case([[]], COLUMN, 0.5),
    )
    cost: ClassVar[int] = 4
    source = PYTORCH.format("lerp")

    @staticmethod
    def forward(context: Context, a: Value, b: Value, weight: Value) -> Value:
        # From the nearer end, so that weight 1 gives b itself.
        step = b - a
        return np.where(weight < 0.5, a + weight * step, b - (1 - weight) * step)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b, weight = context.input(0), context.input(1), context.input(2)
        return g * (1 - weight), g * weight, g * (b - a) if context.needs(2) else None

    @staticmethod
    def slopes(a: float, b: float, weight: float) -> tuple[float, ...]:
        return 1 - weight, weight, b - a
