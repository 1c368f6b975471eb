"""Assembly: tensors put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    NUMPY,
    Case,
    Cell,
    Context,
    Derivation,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    indices,
    inserted,
    replaced,
    without,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHER = [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]
STACK = [MATRIX, OTHER]


MEMBER_ELEMENT = r"@xs^{\nabla}_{i} = \frac{\partial l}{\partial @xs_{i}}"
MEMBER_SUM = r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @xs_i}"


class Concatenate(Op):
    """Tensors one after another along an axis; along the others their sizes are equal."""

    name = "concatenate"
    title = "concatenate"
    symbol = "⧺"
    aliases = ("cat", "concat")
    formula = Formula(
        r"@y = [\,@xs_1 \; @xs_2 \; \cdots\,]",
        (r"[\,@xs_1^{\nabla} \; @xs_2^{\nabla} \; \cdots\,] = @y^{\nabla}",),
    )
    derivation = (
        Derivation(
            MEMBER_ELEMENT,
            MEMBER_SUM,
            r"= @y^{\nabla}_{o + i}, \quad o \text{ where this part begins}",
            r"[\,@xs_1^{\nabla} \; @xs_2^{\nabla} \; \cdots\,] = @y^{\nabla}",
        ),
    )
    cases = (
        Case([1.0, 2.0], [3.0]),
        Case(MATRIX, [[7.0, 8.0, 9.0]], OTHER),
        Case(MATRIX, [[5.0], [6.0]], axis=-1),
    )
    source = NUMPY.format("concatenate")

    @staticmethod
    def forward(context: Context, *xs: Value, axis: int = 0) -> Value:
        return np.concatenate(xs, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shapes, axis = _shapes(context), context.constants["axis"]
        before = (slice(None),) * (axis % len(g.shape))
        ends = list(accumulate(shape[axis] for shape in shapes))
        starts = [0, *ends[:-1]]
        return tuple(g[(*before, slice(a, b))] for a, b in zip(starts, ends, strict=True))

    @classmethod
    def plan(cls, *xs: Shape, axis: int = 0) -> Plan:
        if not xs:
            raise ShapeError("nothing to put together", hint="Give one tensor or more.")
        along = axis_of(len(xs[0]), axis)
        around = without(xs[0], along)
        if any(len(x) != len(xs[0]) or without(x, along) != around for x in xs):
            raise ShapeError(
                f"{' and '.join(map(str, xs))} do not line up",
                hint=f"Their sizes must be equal along every axis but axis {axis}.",
            )
        joined = sum(x[along] for x in xs)
        return cls.planned(xs, replaced(xs[0], along, joined), flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = _shapes(context)
        along = axis_of(len(index), context.constants["axis"])
        place = index[along] + sum(shape[along] for shape in shapes[:slot])
        yield (Cell("gradient", 0, replaced(index, along, place)),)


class Stack(Op):
    """Tensors of one shape, put together along a new axis."""

    name = "stack"
    title = "stack"
    symbol = "☰"
    formula = Formula(
        r"@y_{k \cdot} = @xs_k",
        (r"@xs_k^{\nabla} = @y^{\nabla}_{k \cdot}",),
    )
    derivation = (
        Derivation(
            MEMBER_ELEMENT,
            MEMBER_SUM,
            r"= @y^{\nabla}_{k i}, \quad k \text{ the number of this part}",
            r"@xs_k^{\nabla} = @y^{\nabla}_{k \cdot}",
        ),
    )
    cases = (
        Case(1.5, -2.0, 0.5),
        Case([1.0, 2.0], [3.0, 4.0]),
        Case(MATRIX, OTHER, axis=1),
        Case(MATRIX, OTHER, axis=-1),
    )
    source = NUMPY.format("stack")

    @staticmethod
    def forward(context: Context, *xs: Value, axis: int = 0) -> Value:
        return np.stack(xs, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        before = (slice(None),) * (context.constants["axis"] % len(g.shape))
        return tuple(g[(*before, k)] for k in range(len(_shapes(context))))

    @classmethod
    def plan(cls, *xs: Shape, axis: int = 0) -> Plan:
        if not xs:
            raise ShapeError("nothing to put together", hint="Give one tensor or more.")
        if len(set(xs)) > 1:
            raise ShapeError(
                f"{' and '.join(map(str, xs))} differ",
                hint="Tensors of one shape are stacked; `concatenate` joins along an axis.",
            )
        new = axis_of(len(xs[0]) + 1, axis)
        return cls.planned(xs, inserted(xs[0], new, len(xs)), flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        new = axis_of(len(index) + 1, context.constants["axis"])
        yield (Cell("gradient", 0, inserted(index, new, slot)),)


def _shapes(context: Context) -> list[Shape]:
    """Give the shapes of all inputs of an op that takes any number of them."""
    return [context.shape(slot) for slot in range(context.count)]


class Meshgrid(Op):
    """For each axis of a grid a tensor with the coordinate of every point along it.

    With ``indexing="ij"`` the first coordinate runs along the first axis, with ``"xy"`` along the
    second, as on paper. The outputs are views: nothing is copied.
    """

    name = "meshgrid"
    title = "grid of coordinates"
    symbol = "▦"
    overhead = 700
    outputs = ("ys",)
    many = True
    asks_first = True
    formula = Formula(
        r"@ys_{k j} = @xs_{k j_k}, \quad j = (j_1, j_2, \ldots) \text{ a point of the grid}",
        (r"@xs^{\nabla}_{k i} = \sum_{j \,:\, j_k = i} @ys^{\nabla}_{k j}",),
    )
    derivation = (
        Derivation(
            r"@xs^{\nabla}_{k i} = \frac{\partial l}{\partial @xs_{k i}}",
            r"= \sum_m \sum_j @ys^{\nabla}_{m j} \frac{\partial @ys_{m j}}{\partial @xs_{k i}}",
            r"= \sum_j @ys^{\nabla}_{k j} \, [j_k = i]",
            r"@xs^{\nabla}_{k i} = \sum_{j \,:\, j_k = i} @ys^{\nabla}_{k j}",
        ),
    )
    cases = (
        Case([1.0, 2.0], [3.0, 4.0, 5.0]),
        Case([1.0, 2.0], [3.0, 4.0, 5.0], indexing="ij"),
        Case([1.0, 2.0], [3.0], [5.0, 6.0]),
        Case([1.0, 2.0], 3.0, [5.0, 6.0], indexing="ij"),
        Case([1.0, 2.0, 3.0]),
        Case([], [1.0, 2.0]),
    )
    source = NUMPY.format("meshgrid")

    @staticmethod
    def forward(context: Context, *xs: Value, indexing: str = "xy") -> tuple[Value, ...]:
        axes = Meshgrid.axes(len(xs), indexing)
        shape = Meshgrid.grid([x.shape for x in xs], indexing)
        return tuple(
            [
                np.broadcast_to(np.reshape(x, _along(axis, len(xs))), shape)
                for x, axis in zip(xs, axes, strict=True)
            ]
        )

    @staticmethod
    def backward(context: Context, *gs: Value) -> Any:
        shapes = _shapes(context)
        axes = Meshgrid.axes(len(shapes), context.constants["indexing"])
        return tuple(
            [
                None if g is None else _summed(g, axis, shape)
                for g, axis, shape in zip(gs, axes, shapes, strict=True)
            ]
        )

    @classmethod
    def bind(
        cls, args: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Take a list of numbers as one input, as in ``meshgrid([1, 2], [3, 4, 5])``."""
        parts = args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else ()
        spread = bool(parts) and not any(isinstance(part, int | float) for part in parts)
        return super().bind(args if spread else [tuple(args)], keywords)

    @classmethod
    def axes(cls, count: int, indexing: str) -> tuple[int, ...]:
        """Say along which axis of the grid each input runs. Raises DomainError."""
        if indexing not in ("ij", "xy"):
            raise DomainError(
                f"indexing is {indexing!r}",
                hint='It is "ij", as the elements of a matrix count, or "xy", as on paper.',
            )
        first = (1, 0) if indexing == "xy" else (0, 1)
        return (*first, *range(2, count))[:count] if count > 1 else (0,) * count

    @classmethod
    def grid(cls, xs: Sequence[Shape], indexing: str) -> Shape:
        """Give the shape of the grid. Raises ShapeError."""
        for x in xs:
            if len(x) > 1:
                raise ShapeError(
                    f"coordinates of {x}",
                    hint="Each axis of a grid is given by one row of numbers.",
                )
        sides = dict(zip(cls.axes(len(xs), indexing), map(size_of, xs), strict=True))
        return tuple(sides[axis] for axis in range(len(xs)))

    @classmethod
    def plan(cls, *xs: Shape, indexing: str = "xy") -> Plan:
        if not xs:
            raise ShapeError("nothing to make a grid of", hint="Give one tensor or more.")
        return cls.planned(xs, *[cls.grid(xs, indexing)] * len(xs), flops=0)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes, indexing = _shapes(context), context.constants["indexing"]
        axis = cls.axes(len(shapes), indexing)[slot]
        for place in indices(cls.grid(shapes, indexing)):
            if not index or place[axis] == index[0]:
                yield (Cell("gradient", slot, place),)


def _along(axis: int, rank: int) -> Shape:
    """Give the shape that lays a row along one axis of several."""
    return (1,) * axis + (-1,) + (1,) * (rank - axis - 1)


def _summed(g: Value, axis: int, shape: Shape) -> Value:
    """Sum over all axes but one, in the shape of a row, or of a single number."""
    others = tuple(other for other in range(len(g.shape)) if other != axis)
    return np.reshape(g.sum(axis=others) if others else g, shape)
