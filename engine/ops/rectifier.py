"""Activation functions made of pieces, most of them straight, with kinks where two meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, masked, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Elementwise,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    indices,
)

MATRIX = [[0.625, -1.5, 2.0], [1.25, 0.25, -0.25]]
CASES = (Case(0.75), Case(MATRIX), Case([-40.0, 40.0]))


class Relu(Elementwise):
    """The element where it is positive, else 0."""

    name = "relu"
    title = "rectified linear unit"
    symbol = "relu"
    saves = ("y",)
    formula = Formula(r"@y = \max(@x, 0)")
    local = (r"\left[@x_i > 0\right]",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as 0",)
    cases = CASES
    source = "https://www.deeplearningbook.org/contents/mlp.html, section 6.3.1"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.maximum(x, 0.0)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return masked(g, context.output() > 0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (float(x > 0),)


class LeakyRelu(Elementwise):
    """The element where it is positive, else a small part of it."""

    name = "leaky_relu"
    title = "leaky rectified linear unit"
    symbol = "lrelu"
    saves = ("x",)
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > 0 \\ s\,@x_i & \text{else} \end{cases},"
        r" \quad s = \text{negative\_slope}"
    )
    local = (r"\left([@x_i > 0] + s\,[@x_i \le 0]\right)",)
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("x = 0: the derivative is taken as the negative slope",)
    cases = (*CASES, Case(MATRIX, negative_slope=0.2))
    source = FUNCTIONAL.format("leaky_relu")

    @staticmethod
    def forward(context: Context, x: Value, *, negative_slope: float = 0.01) -> Value:
        return np.where(x > 0, x, negative_slope * x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        slope = context.constants["negative_slope"]
        return g * np.where(context.input(0) > 0, 1.0, slope)

    @staticmethod
    def slopes(x: float, *, negative_slope: float) -> tuple[float, ...]:
        return (1.0 if x > 0 else negative_slope,)


class Prelu(Op):
    """The element where it is positive, else a part of it that is learned, one for each channel."""

    name = "prelu"
    title = "parametric rectified linear unit"
    symbol = "prelu"
    asks_first = True
    saves = ("x", "weight")
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > 0 \\ @weight_c\,@x_i & \text{else}"
        r" \end{cases}, \quad c \text{ the channel of } i",
        (
            r"@x^{\nabla} = @y^{\nabla} \otimes \left([@x > 0] + @weight \otimes [@x \le 0]\right)",
            r"@weight^{\nabla}_c = \sum_{i \to c} @y^{\nabla}_i\, @x_i\, [@x_i \le 0]",
        ),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= @y^{\nabla}_i \left([@x_i > 0] + @weight_c\,[@x_i \le 0]\right)",
            formula.backward[0],
        ),
        Derivation(
            r"@weight^{\nabla}_c = \frac{\partial l}{\partial @weight_c}",
            r"= \sum_i @y^{\nabla}_i \frac{\partial @y_i}{\partial @weight_c}",
            r"= \sum_{i \to c} @y^{\nabla}_i\, @x_i\, [@x_i \le 0]",
            formula.backward[1],
        ),
    )
    domain = (Domain(kinks=(0.0,)), Domain())
    kinks = ("x = 0: the derivative is taken as the weight",)
    cases = (
        Case(-0.75, 0.25),
        Case(MATRIX, 0.25),
        Case(MATRIX, [0.25]),
        Case(MATRIX, [0.25, 0.5, -0.1]),
        Case([[[-0.5, 1.5], [-2.0, -1.0]], [[0.5, -0.25], [1.0, -3.0]]], [0.25, 0.5]),
    )
    source = "https://arxiv.org/abs/1502.01852"

    @staticmethod
    def forward(context: Context, x: Value, weight: Value) -> Value:
        return np.where(x > 0, x, _along_channels(weight, x.shape) * x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, weight, shape = context.input(0), context.input(1), context.shape(1)
        gx = g * np.where(x > 0, 1.0, _along_channels(weight, context.shape(0)))
        if not context.needs(1):
            return gx, None
        channel = () if size_of(shape) == 1 else (1,)
        others = tuple(i for i in range(len(context.shape(0))) if i not in channel)
        return gx, np.reshape(np.where(x > 0, 0.0, g * x).sum(axis=others), shape)

    @classmethod
    def plan(cls, x: Shape, weight: Shape) -> Plan:
        channels = x[1] if len(x) > 1 else 1
        if len(weight) > 1 or size_of(weight) not in (1, channels):
            raise ShapeError(
                f"weights of {weight} for a tensor of {x}",
                hint="One weight fits all, or as many as there are channels, along axis 1.",
            )
        return cls.planned((x, weight), x, flops=2 * size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        x, weight = (np.asarray(context.input(i)) for i in (0, 1))
        for place in indices(x.shape):
            channel = (place[1] if weight.size > 1 else 0,) if weight.ndim else ()
            if index != (channel if slot else place):
                continue
            cells = (Cell("input", 0, place), Cell("input", 1, channel))
            slopes = (1.0, 0.0) if x[place] > 0 else (float(weight[channel]), float(x[place]))
            text = (r"[@x_i > 0] + @weight_c\,[@x_i \le 0]", r"@x_i\,[@x_i \le 0]")[slot]
            yield Cell("gradient", 0, place), Factor(slopes[slot], text, cells)


def _along_channels(weight: Value, shape: Shape) -> Value:
    """Lay the weights along axis 1 of a tensor of this shape; a single one fits as a scalar."""
    sides = () if weight.size == 1 else (*weight.shape, *(1,) * (len(shape) - 2))
    return np.reshape(weight, sides)


class Relu6(Elementwise):
    """The element, held between 0 and 6."""

    name = "relu6"
    title = "rectified linear unit up to 6"
    symbol = "relu6"
    saves = ("x",)
    formula = Formula(r"@y = \min(\max(@x, 0), 6)")
    local = (r"\left[0 < @x_i < 6\right]",)
    domain = (Domain(-3.0, 9.0, kinks=(0.0, 6.0)),)
    kinks = ("x = 0 and x = 6: the derivative is taken as 0",)
    cases = CASES
    source = FUNCTIONAL.format("relu6")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.clip(x, 0.0, 6.0)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return np.where((x > 0) & (x < 6), g, 0.0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (float(0 < x < 6),)


class Hardtanh(Elementwise):
    """The element, held between two bounds: tanh made of straight lines."""

    name = "hardtanh"
    title = "hard tanh"
    symbol = "htanh"
    saves = ("x",)
    formula = Formula(r"@y = \min(\max(@x, \mathit{min\_val}), \mathit{max\_val})")
    local = (r"\left[\mathit{min\_val} < @x_i < \mathit{max\_val}\right]",)
    domain = (Domain(kinks=(-1.0, -0.5, 1.0, 2.0)),)
    kinks = ("x at a bound: the derivative is taken as 0, where clip takes 1",)
    cases = (*CASES, Case(MATRIX, min_val=-0.5, max_val=2.5))
    source = FUNCTIONAL.format("hardtanh")

    @staticmethod
    def forward(
        context: Context, x: Value, *, min_val: float = -1.0, max_val: float = 1.0
    ) -> Value:
        return np.clip(x, min_val, max_val)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, constants = context.input(0), context.constants
        return np.where((x > constants["min_val"]) & (x < constants["max_val"]), g, 0.0)

    @staticmethod
    def slopes(x: float, *, min_val: float, max_val: float) -> tuple[float, ...]:
        return (float(min_val < x < max_val),)


class Hardsigmoid(Elementwise):
    """A sigmoid made of straight lines: 0 up to -3, 1 from 3 on."""

    name = "hardsigmoid"
    title = "hard sigmoid"
    symbol = "hσ"
    saves = ("x",)
    formula = Formula(r"@y = \tfrac16 \min(\max(@x + 3, 0), 6)")
    local = (r"\tfrac16 \left[-3 < @x_i < 3\right]",)
    domain = (Domain(-6.0, 6.0, kinks=(-3.0, 3.0)),)
    kinks = ("x = ±3: the derivative is taken as 0",)
    cases = CASES
    cost: ClassVar[int] = 3
    source = FUNCTIONAL.format("hardsigmoid")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.clip(x + 3, 0.0, 6.0) / 6

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return np.where((x > -3) & (x < 3), g / 6, 0.0)

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (1 / 6 if abs(x) < 3 else 0.0,)


class Hardswish(Elementwise):
    """The element times its hard sigmoid: a silu without exponentials."""

    name = "hardswish"
    title = "hard swish"
    symbol = "hswish"
    saves = ("x",)
    formula = Formula(r"@y = \tfrac16\, @x \otimes \min(\max(@x + 3, 0), 6)")
    local = (r"\left([@x_i \ge 3] + \left(\tfrac13 @x_i + \tfrac12\right) [-3 < @x_i < 3]\right)",)
    domain = (Domain(-6.0, 6.0, kinks=(-3.0, 3.0)),)
    kinks = ("x = -3: the derivative is taken as 0", "x = 3: the derivative is taken as 1")
    cases = CASES
    cost: ClassVar[int] = 4
    source = "https://arxiv.org/abs/1905.02244"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        # Below -3 the product is 0 anyway, and stays 0 at minus infinity.
        return np.maximum(x, -3.0) * (np.clip(x + 3, 0.0, 6.0) / 6)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        return np.where(x <= -3, 0.0, g * np.where(x >= 3, 1.0, x / 3 + 0.5))

    @staticmethod
    def slopes(x: float) -> tuple[float, ...]:
        return (0.0 if x <= -3 else 1.0 if x >= 3 else x / 3 + 0.5,)


class Softshrink(Elementwise):
    """The element, drawn towards 0 by λ; what is nearer than that becomes 0."""

    name = "softshrink"
    title = "soft shrinkage"
    symbol = "soft λ"
    asks_first = True
    saves = ("x",)
    formula = Formula(
        r"@y = \operatorname{sign}(@x) \otimes \max(|@x| - \lambda, 0), \quad"
        r" \lambda = \text{lambd}"
    )
    local = (r"\left[|@x_i| > \lambda\right]",)
    domain = (Domain(kinks=(-1.0, -0.5, 0.5, 1.0)),)
    kinks = ("x = ±λ: the derivative is taken as 0",)
    cases = (*CASES, Case(MATRIX, lambd=1.0), Case(MATRIX, lambd=0.0))
    cost: ClassVar[int] = 3
    source = "https://doi.org/10.1109/18.382009"

    @staticmethod
    def forward(context: Context, x: Value, *, lambd: float = 0.5) -> Value:
        return x - np.clip(x, -lambd, lambd)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, border = context.input(0), context.constants["lambd"]
        return np.where((x < -border) | (x > border), g, 0.0)

    @classmethod
    def plan(cls, x: Shape, *, lambd: float = 0.5) -> Plan:
        if lambd < 0:
            raise DomainError(f"lambd is {lambd:g}", hint="It is a distance: 0 or more.")
        return super().plan(x)

    @staticmethod
    def slopes(x: float, *, lambd: float) -> tuple[float, ...]:
        return (float(abs(x) > lambd),)


class Hardshrink(Elementwise):
    """The element where it is farther from 0 than λ, else 0."""

    name = "hardshrink"
    title = "hard shrinkage"
    symbol = "hard λ"
    saves = ("x",)
    formula = Formula(r"@y = @x \otimes \left[|@x| > \lambda\right], \quad \lambda = \text{lambd}")
    local = (r"\left[|@x_i| > \lambda\right]",)
    domain = (Domain(kinks=(-1.0, -0.5, 0.5, 1.0)),)
    kinks = ("x = ±λ: the function jumps, and the derivative is taken as 0",)
    cases = (*CASES, Case(MATRIX, lambd=1.0))
    source = "https://doi.org/10.1109/18.382009"

    @staticmethod
    def forward(context: Context, x: Value, *, lambd: float = 0.5) -> Value:
        return np.where((x >= -lambd) & (x <= lambd), 0.0, x)

    backward = staticmethod(Softshrink.backward)

    @staticmethod
    def slopes(x: float, *, lambd: float) -> tuple[float, ...]:
        return (float(abs(x) > lambd),)


class Threshold(Elementwise):
    """The element where it is above a threshold, else a fixed value."""

    name = "threshold"
    title = "threshold"
    symbol = "thr"
    saves = ("x",)
    formula = Formula(
        r"@y_i = \begin{cases} @x_i & \text{if } @x_i > t \\ v & \text{else} \end{cases},"
        r" \quad t = \text{threshold},\; v = \text{value}"
    )
    local = (r"\left[@x_i > t\right]",)
    domain = (Domain(kinks=(0.0, 0.75)),)
    kinks = ("x = t: the function jumps, and the derivative is taken as 0",)
    cases = (
        Case(0.5, threshold=0.0, value=-1.0),
        Case(MATRIX, threshold=0.75, value=20.0),
    )
    source = FUNCTIONAL.format("threshold")

    @staticmethod
    def forward(context: Context, x: Value, *, threshold: float, value: float) -> Value:
        return np.where(x <= threshold, value, x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.where(context.input(0) <= context.constants["threshold"], 0.0, g)

    @staticmethod
    def slopes(x: float, *, threshold: float, value: float) -> tuple[float, ...]:
        return (float(x > threshold),)
