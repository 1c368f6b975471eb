"""Activation functions, the nonlinearities between layers; straight ones are rectifiers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value
from engine.errors import DomainError
from engine.op import FUNCTIONAL, Case, Context, Domain, Elementwise, Formula, Plan

MATRIX = [[0.5, -1.5, 2.0], [1.25, 0.25, -0.25]]
CASES = (Case(0.75), Case(MATRIX), Case([-40.0, 40.0]))


class Sigmoid(Elementwise):
    """The logistic function, which squeezes any number into (0, 1)."""

    name = "sigmoid"
    title = "sigmoid"
    symbol = "σ"
    aliases = ("expit",)
    saves = ("y",)
    formula = Formula(r"@y = \sigma(@x) = \frac{1}{1 + e^{-@x}}")
    local = (r"@y_i \cdot (1 - @y_i)",)
    domain = (Domain(-6, 6),)
    cases = CASES
    cost: ClassVar[int] = 4
    source = "The lecture, «Automatic differentiation»: the backward of the sigmoid"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        # exp overflows below -709, to an infinity whose reciprocal is the right 0.
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        return g * y * (1 - y)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.exp(-abs(x)) / (1 + math.exp(-abs(x))) ** 2,)


class LogSigmoid(Elementwise):
    """The logarithm of the sigmoid, exact where the sigmoid itself is nearly 0 or 1."""

    name = "logsigmoid"
    title = "logarithm of the sigmoid"
    symbol = "ln σ"
    aliases = ("log_sigmoid",)
    saves = ("x",)
    formula = Formula(r"@y = \ln \sigma(@x)")
    local = (r"\sigma(-@x_i)",)
    domain = (Domain(-6, 6),)
    cases = CASES
    cost: ClassVar[int] = 4
    source = FUNCTIONAL.format("logsigmoid")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return -np.logaddexp(0.0, -x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * context.apply("sigmoid", -context.input(0))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / (1 + math.exp(x)),)


class Elu(Elementwise):
    """The element where it is positive, else an exponential that levels off at -α."""

    name = "elu"
    title = "exponential linear unit"
    symbol = "elu"
    saves = ("x",)
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > 0"
        r" \\ \alpha\,(e^{@x_i} - 1) & \text{else} \end{cases}"
    )
    local = (r"\left([@x_i > 0] + \alpha e^{@x_i} \cdot [@x_i \le 0]\right)",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as α",)
    cases = (*CASES, Case(MATRIX, alpha=0.5))
    cost: ClassVar[int] = 3
    source = "https://arxiv.org/abs/1511.07289"

    @staticmethod
    def forward(context: Context, x: Value, *, alpha: float = 1.0) -> Value:
        return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0.0)))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        falling = context.constants["alpha"] * np.exp(np.where(x > 0, 0.0, x))
        return g * np.where(x > 0, 1.0, falling)

    @staticmethod
    def slopes(x: float, *, alpha: float) -> tuple[float, ...]:
        return (1.0 if x > 0 else alpha * math.exp(x),)


class Selu(Elementwise):
    """An elu whose scale λ and level α keep mean 0 and variance 1 from layer to layer."""

    name = "selu"
    title = "scaled exponential linear unit"
    symbol = "selu"
    saves = ("x",)
    formula = Formula(
        r"@y_i = \lambda \begin{cases} @x_i & \text{if } @x_i > 0"
        r" \\ \alpha\,(e^{@x_i} - 1) & \text{else} \end{cases},"
        r" \quad \lambda \approx 1.0507,\; \alpha \approx 1.6733"
    )
    local = (r"\lambda \left([@x_i > 0] + \alpha e^{@x_i} \cdot [@x_i \le 0]\right)",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as λα",)
    cases = CASES
    cost: ClassVar[int] = 4
    source = "https://arxiv.org/abs/1706.02515"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return _SELU_SCALE * np.where(x >= 0, x, _SELU_LEVEL * np.expm1(np.minimum(x, 0.0)))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        falling = _SELU_LEVEL * np.exp(np.where(x > 0, 0.0, x))
        return g * (_SELU_SCALE * np.where(x > 0, 1.0, falling))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (_SELU_SCALE * (1.0 if x > 0 else _SELU_LEVEL * math.exp(x)),)


# The fixed point of mean and variance, as the paper's appendix gives it.
_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_LEVEL = 1.6732632423543772848170429916717


class Celu(Elementwise):
    """An elu that bends without a kink, whatever the level α."""

    name = "celu"
    title = "continuously differentiable exponential linear unit"
    symbol = "celu"
    asks_first = True
    saves = ("x",)
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > 0"
        r" \\ \alpha\,(e^{@x_i / \alpha} - 1) & \text{else} \end{cases}"
    )
    local = (r"e^{\min(@x_i, 0) / \alpha}",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the second derivative jumps",)
    cases = (*CASES, Case(MATRIX, alpha=0.5))
    cost: ClassVar[int] = 5
    source = "https://arxiv.org/abs/1704.07483"

    @staticmethod
    def forward(context: Context, x: Value, *, alpha: float = 1.0) -> Value:
        return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0.0) / alpha))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return g * np.exp(np.where(x > 0, 0.0, x) / context.constants["alpha"])

    @classmethod
    def plan(cls, x: Shape, *, alpha: float = 1.0) -> Plan:
        if alpha == 0:
            raise DomainError("alpha is 0", hint="It divides: take relu, to which this leads.")
        return super().plan(x)

    @staticmethod
    def slopes(x: float, *, alpha: float) -> tuple[float, ...]:
        return (1.0 if x > 0 else math.exp(x / alpha),)


class Gelu(Elementwise):
    """The element times the probability that a standard normal number lies below it.

    With ``approximate="tanh"``, (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 stands in for that.
    """

    name = "gelu"
    title = "Gaussian error linear unit"
    symbol = "gelu"
    overhead = 1_800
    asks_first = True
    saves = ("x",)
    formula = Formula(
        r"@y = @x \otimes \Phi(@x), \quad \Phi(x) = \tfrac12 \left(1 + \operatorname{erf}"
        r"\tfrac{x}{\sqrt 2}\right), \; \varphi = \Phi'"
    )
    local = (r"\left(\Phi(@x_i) + @x_i \cdot \varphi(@x_i)\right)",)
    cases = (*CASES, Case(MATRIX, approximate="tanh"))
    cost: ClassVar[int] = 24
    source = "https://arxiv.org/abs/1606.08415"

    @staticmethod
    def forward(context: Context, x: Value, *, approximate: str = "none") -> Value:
        if approximate == "tanh":
            return 0.5 * x * (1 + np.tanh(_GELU_SCALE * (x + _GELU_CUBE * x * x * x)))
        return 0.5 * x * (1 + context.apply("erf", x * math.sqrt(0.5)))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        if context.constants["approximate"] == "tanh":
            t = np.tanh(_GELU_SCALE * (x + _GELU_CUBE * x * x * x))
            inner = _GELU_SCALE * (1 + 3 * _GELU_CUBE * x * x)
            return g * 0.5 * (1 + t + x * (1 - t * t) * inner)
        below = 0.5 * (1 + context.apply("erf", x * math.sqrt(0.5)))
        density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        return g * (below + x * density)

    @classmethod
    def plan(cls, x: Shape, *, approximate: str = "none") -> Plan:
        if approximate not in ("none", "tanh"):
            raise DomainError(
                f"approximate is {approximate!r}", hint='It is either "none" or "tanh".'
            )
        return super().plan(x)

    @staticmethod
    def slopes(x: float, *, approximate: str) -> tuple[float, ...]:
        if approximate == "tanh":
            t = math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
            inner = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
            return (0.5 + 0.5 * t + 0.5 * x * (1 - t**2) * inner,)
        density = math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
        return (0.5 * math.erfc(-x / math.sqrt(2)) + x * density,)


_GELU_SCALE = math.sqrt(2 / math.pi)
_GELU_CUBE = 0.044715


class Silu(Elementwise):
    """The element times its sigmoid."""

    name = "silu"
    title = "sigmoid linear unit"
    symbol = "silu"
    aliases = ("swish",)
    saves = ("x",)
    formula = Formula(r"@y = @x \otimes \sigma(@x)")
    local = (r"\sigma(@x_i) \cdot \left(1 + @x_i \cdot (1 - \sigma(@x_i))\right)",)
    cases = CASES
    cost: ClassVar[int] = 5
    source = "https://arxiv.org/abs/1702.03118"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * context.apply("sigmoid", x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        s = context.apply("sigmoid", x)
        return g * s * (1 + x * (1 - s))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        s = 1 / (1 + math.exp(-x))
        return (s + x * math.exp(-x) * s**2,)


class Softplus(Elementwise):
    """A smooth form of relu; the larger β, the sharper its bend."""

    name = "softplus"
    title = "softplus"
    symbol = "sp"
    asks_first = True
    saves = ("x",)
    formula = Formula(r"@y = \frac{1}{\beta} \ln(1 + e^{\beta @x})")
    local = (r"\sigma(\beta\,@x_i)",)
    domain = (Domain(-6, 6),)
    cases = (*CASES, Case(MATRIX, beta=2.0))
    cost: ClassVar[int] = 4
    source = FUNCTIONAL.format("softplus")

    @staticmethod
    def forward(context: Context, x: Value, *, beta: float = 1.0) -> Value:
        return np.logaddexp(0.0, beta * x) / beta

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g * context.apply("sigmoid", context.constants["beta"] * context.input(0))

    @classmethod
    def plan(cls, x: Shape, *, beta: float = 1.0) -> Plan:
        if beta == 0:
            raise DomainError("beta is 0", hint="It divides: the larger, the sharper the bend.")
        return super().plan(x)

    @staticmethod
    def slopes(x: float, *, beta: float) -> tuple[float, ...]:
        return (1 / (1 + math.exp(-beta * x)),)


class Mish(Elementwise):
    """The element times the tanh of its softplus: a silu that dips a little deeper."""

    name = "mish"
    title = "mish"
    symbol = "mish"
    saves = ("x",)
    formula = Formula(r"@y = @x \otimes t, \quad t = \tanh \ln(1 + e^{@x})")
    local = (r"\left(t_i + @x_i \cdot (1 - t_i^2)\, \sigma(@x_i)\right)",)
    cases = CASES
    cost: ClassVar[int] = 7
    source = "https://arxiv.org/abs/1908.08681"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x * np.tanh(np.logaddexp(0.0, x))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        t = np.tanh(context.apply("softplus", x))
        return g * (t + x * (1 - t * t) * context.apply("sigmoid", x))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        e = math.exp(x)
        t = e * (e + 2) / (e * (e + 2) + 2) if x < 300 else 1.0
        return (t + x * (1 - t**2) / (1 + math.exp(-x)),)


class Softsign(Elementwise):
    """A gentle squeeze into (-1, 1), slower to saturate than tanh."""

    name = "softsign"
    title = "softsign"
    symbol = "ssgn"
    saves = ("x",)
    formula = Formula(r"@y = \frac{@x}{1 + |@x|}")
    local = (r"\frac{1}{(1 + |@x_i|)^2}",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the second derivative jumps, and is taken as 0",)
    cases = (*CASES, Case([[]]))
    cost: ClassVar[int] = 3
    source = FUNCTIONAL.format("softsign")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x / (1 + np.abs(x))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        scale = 1 + np.abs(context.input(0))
        return g / scale / scale

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.pow(1 + abs(x), -2),)


class Tanhshrink(Elementwise):
    """What tanh takes away from the element: nothing near 0, about 1 far out."""

    name = "tanhshrink"
    title = "tanh shrinkage"
    symbol = "x−tanh"
    saves = ("x",)
    formula = Formula(r"@y = @x - \tanh @x")
    local = (r"\tanh^2 @x_i",)
    cases = CASES
    cost: ClassVar[int] = 2
    source = FUNCTIONAL.format("tanhshrink")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return x - np.tanh(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        t = np.tanh(context.input(0))
        return g * (t * t)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (math.tanh(x) ** 2,)
