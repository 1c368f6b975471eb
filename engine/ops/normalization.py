"""Normalization: elements brought to a common size, by statistics of the group they are in.

The ops compute the interesting part and have no weight and no bias: in a program these follow as
a multiplication and a sum of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    Case,
    Cell,
    Context,
    Derivation,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    indices,
)

BATCH = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [-2.5, 0.75, 1.75], [1.5, -0.5, -1.0]]
EVEN = [[1.5, 1.5, 1.5], [0.5, -1.5, 2.0]]
SIGNALS = [
    [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [-2.5, 0.75, 1.75], [1.5, -0.5, -1.0]],
    [[-0.75, 0.25, 1.25], [2.5, -3.0, 0.5], [1.75, -1.25, 0.75], [-0.25, 2.25, -2.0]],
]
IMAGES = [[[[0.5, -1.5], [2.0, 1.0]], [[3.0, -0.25], [-2.5, 0.75]]]]

MACHINE_EPSILON = 2.0**-52


def mean_over(x: Value, axes: tuple[int, ...]) -> Value:
    """Give the means along these axes, which stay at size 1."""
    count = size_of(tuple(x.shape[axis] for axis in axes))
    return x.sum(axis=axes, keepdims=True) / np.float64(count)


def last_axes(x: Value, normalized_shape: Shape) -> tuple[int, ...]:
    """Name the axes of one row of such a shape."""
    return tuple(range(x.ndim - len(normalized_shape), x.ndim))


def check_rows(x: Shape, normalized_shape: Shape) -> None:
    """Refuse a tensor that is not made of rows of this shape. Raises ShapeError."""
    if not normalized_shape or x[-len(normalized_shape) :] != normalized_shape:
        raise ShapeError(
            f"rows of {normalized_shape} in a tensor of {x}",
            hint="normalized_shape is the shape of one row: the last sizes of the tensor.",
        )


def check_channels(x: Shape, values: int = 2) -> None:
    """Refuse a tensor without channels, or with too few values in each. Raises ShapeError."""
    if len(x) < 2:
        raise ShapeError(
            f"a tensor of {x} has no channels",
            hint="Channels are the second axis: (n, c) or (n, c, ...).",
        )
    if values < 2:
        raise ShapeError(
            f"{values} value{'s'[: values != 1]} to take a mean and a variance of",
            hint="One value less its own mean is 0, whatever it is: two or more are needed.",
        )


def standardization(groups: str) -> Formula:
    """Write the formula of an op that standardizes the elements of such groups."""
    return Formula(
        r"@y_i = \frac{@x_i - m}{s}, \quad m = \frac1n \sum_j @x_j,"
        r" \quad s = \sqrt{\tfrac1n \sum_j (@x_j - m)^2 + \varepsilon},"
        rf" \quad i, j \text{{ in {groups}}}",
        (STANDARDIZED_BACK,),
    )


STANDARDIZED_BACK = (
    r"@x^{\nabla} = \frac{1}{s} \left(@y^{\nabla} - \operatorname{mean}(@y^{\nabla})"
    r" - @y \otimes \operatorname{mean}(@y^{\nabla} \otimes @y)\right)"
)

RESCALED_BACK = (
    r"@x^{\nabla} = \frac1s \left(@y^{\nabla}"
    r" - @y \otimes \operatorname{mean}(@y^{\nabla} \otimes @y)\right)"
)


class Standardization(Op):
    """An op that moves each group of elements to mean 0 and scales it to variance 1.

    A subclass gives ``average``, the mean of each group in a shape that broadcasts over the input,
    and ``group``, which tells the group of one element.
    """

    asks_first = True
    saves = ("x", "y")
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \, \frac1s \Big("
            r"\underbrace{[i = j]}_{\text{straight}}"
            r" - \underbrace{\tfrac1n}_{\text{through } m}"
            r" - \underbrace{\tfrac1n\, @y_i\, @y_j}_{\text{through } s}\Big)",
            STANDARDIZED_BACK,
        ),
    )
    cost: ClassVar[int] = 8
    average: ClassVar[Callable[..., Value]]
    """``average(x, **constants)``: the mean of each group, where ``x`` is an array or a node."""
    group: ClassVar[Callable[..., Hashable]]
    """``group(place, shape, **constants)``: the same for all elements of a group only."""

    @classmethod
    def backward(cls, context: Context, g: Value) -> Any:
        x, y, constants = context.input(0), context.output(), dict(context.constants)
        eps = constants.pop("eps")

        def mean(v: Value) -> Value:
            return cls.average(v, **constants)

        d = x - mean(x)
        s = np.sqrt(mean(d * d) + eps)
        return (g - mean(g) - y * mean(g * y)) / s

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each element of the group: all their outputs depend on this one."""
        constants = dict(context.constants)
        eps, shape = constants.pop("eps"), context.shape(0)
        own = cls.group(index, shape, **constants)
        group = [i for i in indices(shape) if cls.group(i, shape, **constants) == own]
        x, n = np.asarray(context.input(0)), len(group)
        m = math.fsum(x[j] for j in group) / n
        s = math.sqrt(math.fsum((x[j] - m) ** 2 for j in group) / n + eps)
        text = r"\frac1s \left([i = j] - \tfrac1n - \tfrac1n\, @y_i\, @y_j\right)"
        read = tuple(Cell("input", 0, j) for j in group)
        for j in group:
            through_s = (x[index] - m) / s * (x[j] - m) / s / n
            slope = (float(j == index) - 1 / n - through_s) / s
            yield Cell("gradient", 0, j), Factor(slope, text, read)


class BatchNorm(Standardization):
    """Each channel of a batch, moved to mean 0 and scaled to variance 1: (n, c, ...) → the same.

    All examples of the batch take part in the mean and the variance of a channel.
    """

    name = "batch_norm"
    title = "batch normalization"
    symbol = "BN"
    overhead = 200
    formula = standardization("one channel")
    cases = (Case(BATCH), Case(SIGNALS), Case(IMAGES), Case(EVEN, eps=0.25))
    source = "https://arxiv.org/abs/1502.03167"

    @staticmethod
    def forward(context: Context, x: Value, *, eps: float = 1e-5) -> Value:
        d = x - BatchNorm.average(x)
        return d / np.sqrt(BatchNorm.average(d * d) + eps)

    @staticmethod
    def average(x: Value) -> Value:
        return mean_over(x, (0, *range(2, x.ndim)))

    @staticmethod
    def group(place: tuple[int, ...], shape: Shape) -> Hashable:
        return place[1]

    @classmethod
    def plan(cls, x: Shape, *, eps: float = 1e-5) -> Plan:
        """Ask for channels with more than one value, as PyTorch does."""
        check_channels(x, size_of(x[:1] + x[2:]))
        return cls.planned((x,), x, flops=cls.cost * size_of(x))


class LayerNorm(Standardization):
    """Each row, moved to mean 0 and scaled to variance 1: (..., *normalized_shape) → the same.

    The examples of a batch have nothing to do with one another.
    """

    name = "layer_norm"
    title = "layer normalization"
    symbol = "LN"
    overhead = 200
    formula = standardization("one row")
    cases = (
        Case([0.5, -1.5, 2.0], normalized_shape=(3,)),
        Case(BATCH, normalized_shape=(3,)),
        Case(BATCH, normalized_shape=(4, 3)),
        Case(SIGNALS, normalized_shape=(4, 3)),
        Case(EVEN, normalized_shape=(3,), eps=0.25),
        Case([[]], normalized_shape=(0,)),
    )
    source = "https://arxiv.org/abs/1607.06450"

    @staticmethod
    def forward(context: Context, x: Value, *, normalized_shape: Shape, eps: float = 1e-5) -> Value:
        d = x - LayerNorm.average(x, normalized_shape)
        return d / np.sqrt(LayerNorm.average(d * d, normalized_shape) + eps)

    @staticmethod
    def average(x: Value, normalized_shape: Shape) -> Value:
        return mean_over(x, last_axes(x, normalized_shape))

    @staticmethod
    def group(place: tuple[int, ...], shape: Shape, normalized_shape: Shape) -> Hashable:
        return place[: len(place) - len(normalized_shape)]

    @classmethod
    def plan(cls, x: Shape, *, normalized_shape: Shape, eps: float = 1e-5) -> Plan:
        """Ask for rows of the shape that is given."""
        check_rows(x, normalized_shape)
        return cls.planned((x,), x, flops=cls.cost * size_of(x))


class InstanceNorm(Standardization):
    """Each channel of each example, moved to mean 0 and scaled to variance 1: (n, c, ...)."""

    name = "instance_norm"
    title = "instance normalization"
    symbol = "IN"
    overhead = 200
    formula = standardization("one channel of one example")
    cases = (Case(SIGNALS), Case(IMAGES), Case([EVEN], eps=0.25))
    source = "https://arxiv.org/abs/1607.08022"

    @staticmethod
    def forward(context: Context, x: Value, *, eps: float = 1e-5) -> Value:
        d = x - InstanceNorm.average(x)
        return d / np.sqrt(InstanceNorm.average(d * d) + eps)

    @staticmethod
    def average(x: Value) -> Value:
        return mean_over(x, tuple(range(2, x.ndim)))

    @staticmethod
    def group(place: tuple[int, ...], shape: Shape) -> Hashable:
        return place[:2]

    @classmethod
    def plan(cls, x: Shape, *, eps: float = 1e-5) -> Plan:
        """Ask for channels with more than one value, as PyTorch does."""
        check_channels(x, size_of(x[2:]))
        return cls.planned((x,), x, flops=cls.cost * size_of(x))


class GroupNorm(Standardization):
    """Each group of neighbouring channels of each example, moved to mean 0, scaled to variance 1.

    One group for all channels, or one for each, are the two ends: (n, c, ...) → the same.
    """

    name = "group_norm"
    title = "group normalization"
    symbol = "GN"
    overhead = 1_300
    formula = standardization("one group of channels of one example")
    cases = (
        Case(SIGNALS, num_groups=2),
        Case(SIGNALS, num_groups=1),
        Case(SIGNALS, num_groups=4),
        Case(IMAGES, num_groups=1),
        Case([[0.5, -1.5, 2.0, 1.0, 3.0, -0.25]], num_groups=2, eps=0.25),
    )
    source = "https://arxiv.org/abs/1803.08494"

    @staticmethod
    def forward(context: Context, x: Value, *, num_groups: int, eps: float = 1e-5) -> Value:
        d = x - GroupNorm.average(x, num_groups)
        return d / np.sqrt(GroupNorm.average(d * d, num_groups) + eps)

    @staticmethod
    def average(x: Value, num_groups: int) -> Value:
        channels = mean_over(x, tuple(range(2, x.ndim)))
        groups = (x.shape[0], num_groups, x.shape[1] // num_groups)
        means = mean_over(np.reshape(channels, groups), (2,))
        return np.reshape(np.broadcast_to(means, groups), channels.shape)

    @staticmethod
    def group(place: tuple[int, ...], shape: Shape, num_groups: int) -> Hashable:
        return place[0], place[1] * num_groups // shape[1]

    @classmethod
    def plan(cls, x: Shape, *, num_groups: int, eps: float = 1e-5) -> Plan:
        """Ask for channels that divide into the groups."""
        check_channels(x)
        if num_groups < 1:
            raise DomainError(f"num_groups is {num_groups}", hint="One group or more.")
        if x[1] % num_groups:
            raise ShapeError(
                f"{x[1]} channels do not divide into {num_groups} groups",
                hint="The channels are the second axis; num_groups must divide their number.",
            )
        return cls.planned((x,), x, flops=cls.cost * size_of(x))


class RMSNorm(Op):
    """Each row, divided by the root of its mean square: (..., *normalized_shape) → the same.

    Layer normalization without the mean.
    """

    name = "rms_norm"
    title = "root mean square normalization"
    symbol = "RMS"
    asks_first = True
    saves = ("x", "y")
    formula = Formula(
        r"@y_i = \frac{@x_i}{s}, \quad s = \sqrt{\tfrac1n \sum_j @x_j^2 + \varepsilon},"
        r" \quad i, j \text{ in one row}",
        (RESCALED_BACK,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \, \frac1s \Big(\underbrace{[i = j]}_{\text{straight}}"
            r" - \underbrace{\tfrac1n\, @y_i\, @y_j}_{\text{through } s}\Big)",
            RESCALED_BACK,
        ),
    )
    cases = (
        Case([0.5, -1.5, 2.0], normalized_shape=(3,)),
        Case(BATCH, normalized_shape=(3,)),
        Case(SIGNALS, normalized_shape=(4, 3)),
        Case([[0.0, 0.0, 0.0], [0.5, -1.5, 2.0]], normalized_shape=(3,), eps=0.25),
        Case([[]], normalized_shape=(0,)),
    )
    cost: ClassVar[int] = 5
    source = "https://arxiv.org/abs/1910.07467"

    @staticmethod
    def forward(
        context: Context, x: Value, *, normalized_shape: Shape, eps: float | None = None
    ) -> Value:
        least = MACHINE_EPSILON if eps is None else eps
        return x / np.sqrt(mean_over(x * x, last_axes(x, normalized_shape)) + least)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, y, eps = context.input(0), context.output(), context.constants["eps"]
        axes = last_axes(x, context.constants["normalized_shape"])
        s = np.sqrt(mean_over(x * x, axes) + (MACHINE_EPSILON if eps is None else eps))
        return (g - y * mean_over(g * y, axes)) / s

    @classmethod
    def plan(cls, x: Shape, *, normalized_shape: Shape, eps: float | None = None) -> Plan:
        """Ask for rows of the shape that is given."""
        check_rows(x, normalized_shape)
        return cls.planned((x,), x, flops=cls.cost * size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each element of the row."""
        normalized_shape, eps = context.constants["normalized_shape"], context.constants["eps"]
        front = index[: len(index) - len(normalized_shape)]
        row = [front + rest for rest in indices(normalized_shape)]
        x, n = np.asarray(context.input(0)), len(row)
        least = MACHINE_EPSILON if eps is None else eps
        s = math.sqrt(math.fsum(x[j] ** 2 for j in row) / n + least)
        read = tuple(Cell("input", 0, j) for j in row)
        text = r"\frac1s \left([i = j] - \tfrac1n\, @y_i\, @y_j\right)"
        for j in row:
            slope = (float(j == index) - x[index] / s * x[j] / s / n) / s
            yield Cell("gradient", 0, j), Factor(slope, text, read)
