"""Assembly: tensors put together and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    Case,
    Cell,
    Context,
    Derivation,
    Formula,
    Op,
    Plan,
    Rearrangement,
    Term,
    axis_of,
    index_at,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHER = [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]
STACK = [MATRIX, OTHER]

NUMPY = "https://numpy.org/doc/stable/reference/generated/numpy.{}.html"

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
        if any(_without(x, along) != _without(xs[0], along) or not x for x in xs):
            raise ShapeError(
                f"{' and '.join(map(str, xs))} do not line up",
                hint=f"Their sizes must be equal along every axis but axis {axis}.",
            )
        joined = sum(x[along] for x in xs)
        return cls.planned(xs, (*xs[0][:along], joined, *xs[0][along + 1 :]), flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = _shapes(context)
        along = axis_of(len(index), context.constants["axis"])
        place = index[along] + sum(shape[along] for shape in shapes[:slot])
        yield (Cell("gradient", 0, (*index[:along], place, *index[along + 1 :])),)


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
        return cls.planned(xs, (*xs[0][:new], len(xs), *xs[0][new:]), flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        new = axis_of(len(index) + 1, context.constants["axis"])
        yield (Cell("gradient", 0, (*index[:new], slot, *index[new:])),)


def _shapes(context: Context) -> list[Shape]:
    """Give the shapes of all inputs of an op that takes any number of them."""
    return [context.shape(slot) for slot in range(context.count)]


def _without(shape: Shape, axis: int) -> Shape:
    return (*shape[:axis], *shape[axis + 1 :])


class Repeat(Rearrangement):
    """Every element, or every slice along an axis, so many times in a row; None flattens first."""

    name = "repeat"
    title = "repeat elements"
    symbol = "aab"
    aliases = ("repeat_interleave",)
    formula = Formula(
        r"@y_{nk + m} = @x_k, \quad 0 \le m < n",
        (r"@x^{\nabla}_k = \sum_{m < n} @y^{\nabla}_{nk + m}",),
    )
    cases = (
        Case(1.5, repeats=3),
        Case(MATRIX, repeats=2),
        Case(MATRIX, repeats=2, axis=0),
        Case(STACK, repeats=3, axis=-2),
    )
    source = NUMPY.format("repeat")

    @staticmethod
    def forward(context: Context, x: Value, *, repeats: int, axis: int | None = None) -> Value:
        return np.repeat(x, repeats, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, repeats = context.shape(0), context.constants["repeats"]
        axis = context.constants["axis"]
        along = len(shape) - 1 if axis is None else axis % len(shape)
        copies = np.reshape(g, (*shape[: along + 1], repeats, *shape[along + 1 :]))
        return copies.sum(axis=along + 1)

    @classmethod
    def result(cls, x: Shape, *, repeats: int, axis: int | None = None) -> Shape:
        if repeats < 0:
            raise ShapeError(f"{repeats} repeats", hint="Repeat 0 times or more.")
        if axis is None:
            return (size_of(x) * repeats,)
        along = axis_of(len(x), axis)
        return (*x[:along], x[along] * repeats, *x[along + 1 :])

    @classmethod
    def origin(
        cls, place: tuple[int, ...], x: Shape, *, repeats: int, axis: int | None = None
    ) -> tuple[int, ...]:
        if axis is None:
            return index_at(place[0] // repeats, x)
        along = axis_of(len(x), axis)
        return (*place[:along], place[along] // repeats, *place[along + 1 :])


class Tile(Rearrangement):
    """The whole tensor so many times along each axis; PyTorch's ``x.repeat``."""

    name = "tile"
    title = "repeat the whole"
    symbol = "abab"
    formula = Formula(
        r"@y_{dm + k} = @x_k, \quad 0 \le k < d",
        (r"@x^{\nabla}_k = \sum_m @y^{\nabla}_{dm + k}",),
    )
    cases = (
        Case(1.5, reps=(3,)),
        Case([1.0, 2.0], reps=(2, 2)),
        Case(MATRIX, reps=(2,)),
        Case(MATRIX, reps=(2, 1, 3)),
    )
    source = NUMPY.format("tile")

    @staticmethod
    def forward(context: Context, x: Value, *, reps: Shape) -> Value:
        return np.tile(x, reps)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        pairs = list(zip(*_aligned(context.shape(0), context.constants["reps"]), strict=True))
        copies = np.reshape(g, tuple(side for pair in pairs for side in pair))
        whole = copies.sum(axis=tuple(range(0, 2 * len(pairs), 2)))
        return np.reshape(whole, context.shape(0))

    @classmethod
    def result(cls, x: Shape, *, reps: Shape) -> Shape:
        counts, sides = _aligned(x, reps)
        if any(count < 0 for count in counts):
            raise ShapeError(f"{reps} repeats", hint="Repeat 0 times or more.")
        return tuple(count * side for count, side in zip(counts, sides, strict=True))

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, *, reps: Shape) -> tuple[int, ...]:
        near = place[len(place) - len(x) :]
        return tuple(i % side for i, side in zip(near, x, strict=True))


def _aligned(x: Shape, reps: Shape) -> tuple[Shape, Shape]:
    """Give repeats and sizes for the same number of axes: the shorter gets ones in front."""
    rank = max(len(x), len(reps))
    return (1,) * (rank - len(reps)) + reps, (1,) * (rank - len(x)) + x
