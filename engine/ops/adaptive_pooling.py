"""Adaptive pooling: as many windows as are wanted, whatever the size of the input."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    check_places,
    indices,
    replaced,
    sizes_along,
)

WantedSizes = int | tuple[int | None, ...]
"""One number of windows for all axes, or one for each; None for as many as there are elements."""


SIGNAL = [[0.5, -1.5, 2.0, 1.0, 3.0, -0.25, 0.75]]
IMAGE = [[[0.5, -1.5, 2.0, 1.0], [1.25, 3.0, -0.25, -1.0], [-2.0, 0.75, 1.5, 0.25]]]
OTHER = [[[1.75, -0.5, 0.0, 2.5], [-0.75, 2.25, -3.0, 1.5], [3.5, -2.5, -1.25, 4.0]]]

SHARED = (
    r"@x^{\nabla} = \mathbf 0, \; \text{then} \;"
    r" @x^{\nabla}_{c,\, W_p} \mathrel{+}= @y^{\nabla}_{cp} / m_p"
)


class _AdaptiveAvgPooling(Op):
    """What the mean of a number of windows has in common, whatever the number of axes."""

    axes: ClassVar[int]
    asks_first = True

    symbol = "mean→"
    overhead = 900
    formula = Formula(
        r"@y_{cp} = \frac{1}{m_p} \sum_{i \in W_p} @x_{ci}, \quad"
        r" W_p = \left[ \lfloor p\, n / q \rfloor,\, \lceil (p + 1)\, n / q \rceil \right)",
        (SHARED,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ci} = \frac{\partial l}{\partial @x_{ci}}",
            r"= \sum_{bp} @y^{\nabla}_{bp} \frac{\partial @y_{bp}}{\partial @x_{ci}}",
            r"= \sum_{p \,:\, i \in W_p} \frac{1}{m_p} @y^{\nabla}_{cp}",
            SHARED,
        ),
    )

    @classmethod
    def forward(
        cls, context: Context, x: Value, *, output_size: int | tuple[int | None, ...]
    ) -> Value:
        return _means(x, _wanted(output_size, x.shape[-cls.axes :]))

    @classmethod
    def backward(cls, context: Context, g: Value) -> Any:
        shape = context.shape(0)
        for axis in range(len(shape) - cls.axes, len(shape)):
            behind = (slice(None),) * (len(shape) - axis - 1)
            members, owners, sizes = _memberships(shape[axis], g.shape[axis])
            share = g / np.reshape(sizes, (-1, *(1,) * len(behind)))
            g = context.apply(
                "place_add",
                share[(..., owners, *behind)],
                key=(..., members, *behind),
                shape=replaced(g.shape, axis, shape[axis]),
            )
        return g

    @classmethod
    def plan(cls, x: Shape, *, output_size: WantedSizes) -> Plan:
        check_places(cls.name, cls.axes, x)
        if 0 in x[-cls.axes :]:
            raise ShapeError(f"an input of {x}", hint="There is no mean of nothing.")
        count = _wanted(output_size, x[-cls.axes :])
        flops, sides = 0, list(x)
        for axis, windows in enumerate(count, start=len(x) - cls.axes):
            # Between two windows stands a shared element, unless one ends where the other begins.
            sides[axis] += windows - math.gcd(sides[axis], windows)
            flops += math.prod(sides)
            sides[axis] = windows
        return cls.planned((x,), tuple(sides), flops=flops)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give the share of each window that this element is in."""
        size, place = context.shape(0)[-cls.axes :], index[-cls.axes :]
        count = _wanted(context.constants["output_size"], size)
        for p in indices(count):
            windows = [_window(*along) for along in zip(p, size, count, strict=True)]
            if all(i in window for i, window in zip(place, windows, strict=True)):
                m = size_of(tuple(map(len, windows)))
                yield (
                    Cell("gradient", 0, (*index[: -cls.axes], *p)),
                    Factor(1 / m, r"\frac{1}{m_p}"),
                )


class AdaptiveAvgPool1d(_AdaptiveAvgPooling):
    """The mean of each of ``output_size`` windows of a signal: (n, c, l) → (n, c, l')."""

    name = "adaptive_avg_pool1d"
    title = "mean of so many windows of signals"
    axes = 1
    cases = (Case(SIGNAL, output_size=1), Case([SIGNAL], output_size=3))
    source = FUNCTIONAL.format("adaptive_avg_pool1d")


class AdaptiveAvgPool2d(_AdaptiveAvgPooling):
    """The mean of each of ``output_size`` windows of an image: (n, c, h, w) → (n, c, h', w').

    The q windows along an axis of n are as equal as whole numbers allow, and may overlap. With 1
    there is one: the mean of all pixels of a channel. None makes as many as there are pixels. m is
    the number of elements in a window W.
    """

    name = "adaptive_avg_pool2d"
    title = "mean of so many windows of images"
    axes = 2
    cases = (
        Case(IMAGE, output_size=1),
        Case(IMAGE, output_size=(2, 3)),
        Case([IMAGE, OTHER], output_size=2),
        Case([IMAGE[0], OTHER[0]], output_size=(None, 1)),
        Case(IMAGE, output_size=(4, 6)),
    )
    source = FUNCTIONAL.format("adaptive_avg_pool2d")


def _wanted(output_size: WantedSizes | None, size: Shape) -> Shape:
    """Say how many windows there are along each axis. Raises DomainError."""
    axes = len(size)
    if output_size is None:
        raise DomainError(
            "output_size is None", hint="Write `(None, 1)`: one number of windows for each axis."
        )
    if not isinstance(output_size, tuple):
        return sizes_along(output_size, axes, "output_size", least=1)
    own = size if len(output_size) == axes else (0,) * len(output_size)
    filled = (side if n is None else n for n, side in zip(output_size, own, strict=True))
    return sizes_along(tuple(filled), axes, "output_size", least=1)


def _window(p: int, size: int, count: int) -> range:
    """Give the places of window number p of ``count`` along an axis."""
    return range(p * size // count, -(-(p + 1) * size // count))


def _memberships(size: int, count: int) -> tuple[Value, Value, Value]:
    """List who is in which window, window by window: members, owners, and the windows' sizes."""
    borders = np.arange(count + 1) * size
    starts = borders[:-1] // count
    sizes = -(-borders[1:] // count) - starts
    owners = np.repeat(np.arange(count), sizes)
    members = np.arange(len(owners)) - np.repeat(_firsts(sizes) - starts, sizes)
    return members, owners, sizes


def _firsts(sizes: Value) -> Value:
    """Say where each window begins in a list of all members."""
    return np.cumsum(sizes) - sizes


def _means(x: Value, count: Shape) -> Value:
    """Sum the members of each window, axis by axis."""
    for axis, number in enumerate(count, start=x.ndim - len(count)):
        members, _, sizes = _memberships(x.shape[axis], number)
        sums = np.add.reduceat(np.take(x, members, axis=axis), _firsts(sizes), axis=axis)
        x = sums / np.reshape(sizes, (-1, *(1,) * (x.ndim - axis - 1)))
    return x
