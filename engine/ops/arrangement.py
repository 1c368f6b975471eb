"""Arrangement: axes and elements in another order. Their gradients go back the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    Axes,
    Axis,
    Case,
    Context,
    Formula,
    Rearrangement,
    axes_of,
    axis_of,
    index_at,
    position_of,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]


class AxisOrder(Rearrangement):
    """An op that puts the axes in another order. A view: nothing is copied.

    A subclass gives ``order``, the axes of the input as they stand in the output.
    """

    order: ClassVar[Callable[..., tuple[int, ...]]]
    """``order(rank, **constants)``: which axis stands where. Raises ShapeError."""

    @classmethod
    def result(cls, x: Shape, **constants: Any) -> Shape:
        """Give the sizes along the axes in their new order."""
        return tuple(x[axis] for axis in cls.order(len(x), **constants))

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, **constants: Any) -> tuple[int, ...]:
        """Give the same numbers in the old order of the axes."""
        order = cls.order(len(x), **constants)
        return tuple(place[order.index(axis)] for axis in range(len(x)))


class Transpose(AxisOrder):
    """The tensor with its axes in reverse order, or in the given order. A view."""

    name = "transpose"
    title = "transpose"
    symbol = "ᵀ"
    aliases = ("permute", "permute_dims")
    formula = Formula(r"@y = @x^{\mathsf T}", (r"@x^{\nabla} = (@y^{\nabla})^{\mathsf T}",))
    cases = (
        Case(1.5),
        Case(MATRIX),
        Case(STACK, axes=(2, 0, 1)),
        Case(STACK, axes=(-1, 0, 1)),
        Case([1.0, 2.0]),
        Case([[], []]),
    )
    source = NUMPY.format("transpose")

    @staticmethod
    def forward(context: Context, x: Value, *, axes: Axes = None) -> Value:
        return np.transpose(x, axes)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axes = context.constants["axes"]
        if axes is None:
            return np.transpose(g)
        return np.transpose(g, tuple(np.argsort([axis % len(axes) for axis in axes]).tolist()))

    @classmethod
    def order(cls, rank: int, *, axes: Axes = None) -> tuple[int, ...]:
        if axes is None:
            return tuple(reversed(range(rank)))
        if sorted(a % rank if -rank <= a < rank else -1 for a in axes) != list(range(rank)):
            raise ShapeError(
                f"axes {axes} of a tensor of rank {rank}",
                hint=f"Name each axis from 0 to {rank - 1} once.",
            )
        return tuple(a % rank for a in axes)


class Swapaxes(AxisOrder):
    """The tensor with two of its axes exchanged. A view: nothing is copied."""

    name = "swapaxes"
    title = "exchange of two axes"
    symbol = "⇄"
    aliases = ("swapdims",)
    formula = Formula(
        r"@y_{\cdot i \cdot j} = @x_{\cdot j \cdot i}",
        (r"@x^{\nabla} = \mathrm{swapaxes}(@y^{\nabla})",),
    )
    cases = (
        Case(MATRIX, axis1=0, axis2=1),
        Case(STACK, axis1=0, axis2=-1),
        Case([1.0, 2.0], axis1=0, axis2=-1),
    )
    source = NUMPY.format("swapaxes")

    @staticmethod
    def forward(context: Context, x: Value, *, axis1: int, axis2: int) -> Value:
        return np.swapaxes(x, axis1, axis2)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.swapaxes(g, context.constants["axis1"], context.constants["axis2"])

    @classmethod
    def order(cls, rank: int, *, axis1: int, axis2: int) -> tuple[int, ...]:
        first, second = axis_of(rank, axis1), axis_of(rank, axis2)
        exchanged = {first: second, second: first}
        return tuple(exchanged.get(axis, axis) for axis in range(rank))


class Moveaxis(AxisOrder):
    """The tensor with some axes moved to other places; the others keep their order. A view."""

    name = "moveaxis"
    title = "move of axes"
    symbol = "⇥"
    overhead = 300
    aliases = ("movedim",)
    formula = Formula(
        r"@y_{j k i} = @x_{i j k}, \quad i \text{ the axis that moves}",
        (r"@x^{\nabla} = \mathrm{moveaxis}(@y^{\nabla}), \quad \text{back}",),
    )
    cases = (
        Case(STACK, source=0, destination=-1),
        Case(STACK, source=(2, 0), destination=(0, 1)),
        Case(STACK, source=(-1,), destination=(0,)),
        Case(MATRIX, source=1, destination=1),
        Case([1.0, 2.0], source=0, destination=0),
    )
    source = NUMPY.format("moveaxis")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        source: int | tuple[int, ...],
        destination: int | tuple[int, ...],
    ) -> Value:
        return np.moveaxis(x, source, destination)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.moveaxis(g, context.constants["destination"], context.constants["source"])

    @classmethod
    def order(
        cls, rank: int, *, source: int | tuple[int, ...], destination: int | tuple[int, ...]
    ) -> tuple[int, ...]:
        moved, places = _axes_as_named(rank, source), _axes_as_named(rank, destination)
        if len(moved) != len(places):
            raise ShapeError(
                f"{len(moved)} axes and {len(places)} places", hint="Each axis needs one place."
            )
        order = [axis for axis in range(rank) if axis not in moved]
        for place, axis in sorted(zip(places, moved, strict=True)):
            order.insert(place, axis)
        return tuple(order)


def _axes_as_named(rank: int, axes: int | tuple[int, ...]) -> tuple[int, ...]:
    """Give axes as numbers from 0, in the order in which they are named. Raises ShapeError."""
    axes_of(rank, axes)
    return tuple(axis_of(rank, axis) for axis in ((axes,) if isinstance(axes, int) else axes))


class Flip(Rearrangement):
    """The elements in reverse order along the given axes, or along all. A view."""

    name = "flip"
    title = "reversed order"
    symbol = "⇋"
    formula = Formula(
        r"@y_i = @x_{n - 1 - i}",
        (r"@x^{\nabla} = \mathrm{flip}(@y^{\nabla})",),
    )
    cases = (
        Case(1.5),
        Case([1.0, 2.0, 3.0]),
        Case(MATRIX),
        Case(MATRIX, axis=-1),
        Case(STACK, axis=(0, 2)),
    )
    source = NUMPY.format("flip")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axes = None) -> Value:
        return np.flip(x, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.flip(g, context.constants["axis"])

    @classmethod
    def result(cls, x: Shape, *, axis: Axes = None) -> Shape:
        axes_of(len(x), axis)
        return x

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, *, axis: Axes = None) -> tuple[int, ...]:
        axes = axes_of(len(x), axis)
        return tuple(x[k] - 1 - i if k in axes else i for k, i in enumerate(place))


class Roll(Rearrangement):
    """The elements moved on along an axis; what leaves at the end comes in again in front.

    Without an axis they move through the whole tensor, row after row.
    """

    name = "roll"
    title = "roll along an axis"
    symbol = "⟳"
    overhead = 100
    formula = Formula(
        r"@y_{(i + s) \bmod n} = @x_i",
        (r"@x^{\nabla}_i = @y^{\nabla}_{(i + s) \bmod n}",),
    )
    cases = (
        Case(1.5, shift=1),
        Case([1.0, 2.0, 3.0], shift=1),
        Case(MATRIX, shift=-2),
        Case(MATRIX, shift=4, axis=-1),
        Case(STACK, shift=(1, -1), axis=(0, 2)),
        Case(STACK, shift=1, axis=(1, 2)),
        Case(MATRIX, shift=(3, 1), axis=(1, 1)),
        Case([[], []], shift=1, axis=1),
    )
    source = NUMPY.format("roll")

    @staticmethod
    def forward(
        context: Context, x: Value, *, shift: int | tuple[int, ...], axis: Axis = None
    ) -> Value:
        return np.roll(x, shift, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shift, axis = context.constants["shift"], context.constants["axis"]
        back = -shift if isinstance(shift, int) else tuple(-step for step in shift)
        return np.roll(g, back, axis)

    @classmethod
    def _steps(cls, rank: int, shift: int | tuple[int, ...], axis: Axis) -> Counter[int]:
        """Say how far elements move along each axis that is named; steps along one add up."""
        steps = shift if isinstance(shift, tuple) else (shift,)
        named = 0 if axis is None else axis
        axes = tuple(axis_of(rank, n) for n in (named if isinstance(named, tuple) else (named,)))
        if not axes:
            raise ShapeError(
                "no axis is named", hint="Leave `axis` out to roll through the whole tensor."
            )
        if len(steps) == 1:
            steps = steps * len(axes)
        if len(axes) == 1:
            axes = axes * len(steps)
        if len(steps) != len(axes):
            raise ShapeError(
                f"{len(steps)} shifts for {len(axes)} axes", hint="Each axis needs one shift."
            )
        total = Counter[int]()
        for along, step in zip(axes, steps, strict=True):
            total[along] += step
        return total

    @classmethod
    def result(cls, x: Shape, *, shift: int | tuple[int, ...], axis: Axis = None) -> Shape:
        cls._steps(1 if axis is None else len(x), shift, axis)
        return x

    @classmethod
    def origin(
        cls, place: tuple[int, ...], x: Shape, *, shift: int | tuple[int, ...], axis: Axis = None
    ) -> tuple[int, ...]:
        steps = cls._steps(1 if axis is None else len(x), shift, axis)
        if axis is None:
            return index_at((position_of(place, x) - steps[0]) % size_of(x), x)
        return tuple((i - steps[k]) % x[k] for k, i in enumerate(place))


class Rot90(Rearrangement):
    """The tensor turned by quarter turns in the plane of two axes, from the first to the second.

    A view: nothing is copied.
    """

    name = "rot90"
    title = "turn by 90 degrees"
    symbol = "↺"
    overhead = 200
    formula = Formula(
        r"@y_{ij} = @x_{j,\, n - 1 - i}",
        (r"@x^{\nabla}_{ij} = @y^{\nabla}_{n - 1 - j,\, i}",),
    )
    cases = (
        Case(MATRIX),
        Case(MATRIX, k=2),
        Case(MATRIX, k=-1),
        Case(MATRIX, k=4),
        Case(MATRIX, axes=(1, 0)),
        Case(STACK, k=3, axes=(-1, 0)),
    )
    source = NUMPY.format("rot90")

    @staticmethod
    def forward(context: Context, x: Value, *, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Value:
        return np.rot90(x, k, axes)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.rot90(g, -context.constants["k"], context.constants["axes"])

    @classmethod
    def _plane(cls, rank: int, axes: tuple[int, int]) -> tuple[int, int]:
        if len(axes) != 2:
            raise ShapeError(
                f"{len(axes)} axes for a plane", hint="A plane has two axes: `axes=(0, 1)`."
            )
        first, second = _axes_as_named(rank, axes)
        return first, second

    @classmethod
    def result(cls, x: Shape, *, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Shape:
        first, second = cls._plane(len(x), axes)
        sides = list(x)
        if k % 2:
            sides[first], sides[second] = sides[second], sides[first]
        return tuple(sides)

    @classmethod
    def origin(
        cls, place: tuple[int, ...], x: Shape, *, k: int = 1, axes: tuple[int, int] = (0, 1)
    ) -> tuple[int, ...]:
        first, second = cls._plane(len(x), axes)
        i, j = place[first], place[second]
        turned = (
            (i, j),
            (j, x[second] - 1 - i),
            (x[first] - 1 - i, x[second] - 1 - j),
            (x[first] - 1 - j, i),
        )
        index = list(place)
        index[first], index[second] = turned[k % 4]
        return tuple(index)
