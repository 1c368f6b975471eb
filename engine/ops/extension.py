"""Extension: tensors made larger, by their own elements or by a number."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    NUMPY,
    Case,
    Context,
    Formula,
    Rearrangement,
    axis_of,
    index_at,
    inserted,
    replaced,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]


class Repeat(Rearrangement):
    """Every element, or every slice along an axis, so many times in a row; None flattens first.

    Several numbers say for each slice how often.
    """

    name = "repeat"
    title = "repetition of elements"
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
        Case([1.0, 2.0, 3.0], repeats=(2, 0, 1)),
        Case(MATRIX, repeats=(1, 2, 0), axis=-1),
    )
    source = NUMPY.format("repeat")

    @staticmethod
    def forward(
        context: Context, x: Value, *, repeats: int | tuple[int, ...], axis: int | None = None
    ) -> Value:
        return np.repeat(x, repeats, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, repeats = context.shape(0), context.constants["repeats"]
        axis = context.constants["axis"]
        rows = (size_of(shape),) if axis is None else shape
        along = 0 if axis is None else axis % len(shape)
        if isinstance(repeats, int):
            copies = np.reshape(g, inserted(rows, along + 1, repeats))
            return np.reshape(copies.sum(axis=along + 1), shape)
        key = (*(slice(None),) * along, np.repeat(np.arange(rows[along]), repeats))
        return np.reshape(context.apply("place_add", g, key=key, shape=rows), shape)

    @classmethod
    def _counts(cls, side: int, repeats: int | tuple[int, ...]) -> tuple[int, ...]:
        """Say how often each slice is repeated. Raises ShapeError."""
        counts = repeats if isinstance(repeats, tuple) else (repeats,)
        if any(count < 0 for count in counts):
            raise ShapeError(f"{repeats} repeats", hint="Repeat 0 times or more.")
        if len(counts) not in (1, side):
            raise ShapeError(
                f"{len(counts)} repeats for {side} slices",
                hint="Give one number for all, or one for each.",
            )
        return counts * side if len(counts) == 1 else counts

    @classmethod
    def result(cls, x: Shape, *, repeats: int | tuple[int, ...], axis: int | None = None) -> Shape:
        if axis is None:
            return (sum(cls._counts(size_of(x), repeats)),)
        along = axis_of(len(x), axis)
        return replaced(x, along, sum(cls._counts(x[along], repeats)))

    @classmethod
    def origin(
        cls,
        place: tuple[int, ...],
        x: Shape,
        *,
        repeats: int | tuple[int, ...],
        axis: int | None = None,
    ) -> tuple[int, ...]:
        along = 0 if axis is None else axis_of(len(x), axis)
        counts = cls._counts(size_of(x) if axis is None else x[along], repeats)
        ends = accumulate(counts)
        number = next(k for k, end in enumerate(ends) if place[along] < end)
        if axis is None:
            return index_at(number, x)
        return replaced(place, along, number)


class Tile(Rearrangement):
    """The whole tensor so many times along each axis; PyTorch's ``x.repeat``."""

    name = "tile"
    title = "repetition of the whole"
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


Widths: TypeAlias = list[tuple[int, int]]
"""How many elements come before and after, for each axis."""

Mode: TypeAlias = Literal["constant", "edge", "reflect", "symmetric", "wrap"]

MODES: Mapping[str, Mode] = {
    "constant": "constant",
    "edge": "edge",
    "replicate": "edge",
    "reflect": "reflect",
    "symmetric": "symmetric",
    "wrap": "wrap",
    "circular": "wrap",
}
"""What the elements around are made of, in NumPy's words and PyTorch's, and NumPy's word."""


class Pad(Rearrangement):
    """The tensor with elements around it: a number, its edge, its mirror image, or itself again.

    ``"reflect"`` mirrors without the edge and ``"symmetric"`` with it; ``"edge"`` is PyTorch's
    ``"replicate"``, ``"wrap"`` its ``"circular"``.
    """

    name = "pad"
    title = "padding"
    symbol = "▣"
    overhead = 1_700
    formula = Formula(
        r"@y_{b + i} = @x_i, \quad b \text{ elements before}",
        (r"@x^{\nabla}_i = \sum_{j \,:\, @y_j \text{ is a copy of } @x_i} @y^{\nabla}_j",),
    )
    cases = (
        Case([1.0, 2.0, 3.0], pad_width=(1, 2)),
        Case(MATRIX, pad_width=1, constant_values=-0.5),
        Case(MATRIX, pad_width=((0, 1), (2, 0))),
        Case(MATRIX, pad_width=((1, 1), (2, 0)), mode="edge"),
        Case(MATRIX, pad_width=((0, 1), (2, 1)), mode="reflect"),
        Case(STACK, pad_width=((0, 0), (2, 1), (0, 3)), mode="symmetric"),
        Case(MATRIX, pad_width=((1, 2), (3, 0)), mode="wrap"),
        Case([[], []], pad_width=1),
    )
    source = NUMPY.format("pad")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        pad_width: int | tuple[int, ...] | tuple[tuple[int, int], ...],
        mode: str = "constant",
        constant_values: float = 0.0,
    ) -> Value:
        mode = _word_of(mode)
        if mode == "constant":
            return np.pad(x, pad_width, constant_values=constant_values)
        return np.pad(x, pad_width, mode)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, mode = context.shape(0), _word_of(context.constants["mode"])
        widths = Pad.widths(shape, context.constants["pad_width"])
        sides = zip(shape, widths, strict=True)
        if mode == "constant":
            return g[tuple(slice(before, before + side) for side, (before, _) in sides)]
        for axis, (side, width) in enumerate(sides):
            if width != (0, 0):
                copied = np.pad(np.arange(side), width, mode)
                key = (*(slice(None),) * axis, copied)
                within = replaced(g.shape, axis, side)
                g = context.apply("place_add", g, key=key, shape=within)
        return g

    @classmethod
    def widths(cls, x: Shape, pad_width: Any) -> Widths:
        """Give how much comes before and after along each axis, as NumPy reads it."""
        try:
            given = np.array(pad_width)
            pairs = np.broadcast_to(given, (len(x), 2)).tolist()
        except ValueError:
            raise ShapeError(
                f"widths {pad_width} for a tensor of rank {len(x)}",
                hint="Give one number, one pair `(before, after)`, or one pair for each axis.",
            ) from None
        if np.any(given < 0):
            raise ShapeError(
                f"widths {pad_width}",
                hint="A width is 0 or more; a slice in brackets makes a tensor smaller.",
            )
        return [(before, after) for before, after in pairs]

    @classmethod
    def result(
        cls, x: Shape, *, pad_width: Any, mode: str = "constant", constant_values: float = 0.0
    ) -> Shape:
        fills, widths = _word_of(mode) == "constant", cls.widths(x, pad_width)
        for axis, (side, width) in enumerate(zip(x, widths, strict=True)):
            if not (side or fills or width == (0, 0)):
                raise ShapeError(
                    f"no elements along axis {axis} to continue with",
                    hint='Only `mode="constant"` makes something of nothing.',
                )
        return tuple(before + side + after for side, (before, after) in zip(x, widths, strict=True))

    @classmethod
    def origin(
        cls,
        place: tuple[int, ...],
        x: Shape,
        *,
        pad_width: Any,
        mode: str = "constant",
        constant_values: float = 0.0,
    ) -> tuple[int, ...] | None:
        widths = cls.widths(x, pad_width)
        mode = _word_of(mode)
        steps = [i - before for i, (before, _) in zip(place, widths, strict=True)]
        if mode == "constant":
            inside = all(0 <= i < side for i, side in zip(steps, x, strict=True))
            return tuple(steps) if inside else None
        return tuple(_continued(i, side, mode) for i, side in zip(steps, x, strict=True))


def _word_of(mode: str) -> Mode:
    """Give NumPy's word for a mode. Raises DomainError for one that there is not."""
    if mode not in MODES:
        raise DomainError(f"mode is {mode!r}", hint=f"It is one of {', '.join(MODES)}.")
    return MODES[mode]


def _continued(i: int, side: int, mode: str) -> int:
    """Say which of ``side`` elements in a row stands at place ``i``, when the row goes on."""
    match mode:
        case "edge":
            return min(max(i, 0), side - 1)
        case "wrap":
            return i % side
        case "symmetric":
            back = i % (2 * side)
            return min(back, 2 * side - 1 - back)
    turn = max(2 * (side - 1), 1)
    return min(i % turn, turn - i % turn) if side > 1 else 0
