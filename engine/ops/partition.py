"""Partition: a tensor cut into pieces. Each is a view; nothing is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    PYTORCH,
    Case,
    Cell,
    Context,
    Derivation,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    replaced,
    without,
)

MATRIX = [[0.5, -1.5, 2.0, -0.75], [1.0, 3.0, -0.25, 1.25]]
ROW = [1.0, 2.0, 3.0, 4.0, 5.0]


MOST_PIECES = 10_000
"""An op that gave more tensors could be neither drawn nor followed."""


class Partition(Op):
    """An op that cuts a tensor along an axis.

    A subclass gives ``sizes``, how long each piece is. The pieces' gradients, put together again,
    are the gradient of the whole; that of a piece which nobody used is zero.
    """

    overhead = 300
    outputs = ("ys",)
    many = True
    formula = Formula(
        r"@ys_{k i} = @x_{o_k + i}, \quad o_k \text{ where piece } k \text{ begins}",
        (r"@x^{\nabla} = [\,@ys_1^{\nabla} \; @ys_2^{\nabla} \; \cdots\,]",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_j = \frac{\partial l}{\partial @x_j}",
            r"= \sum_k \sum_i @ys^{\nabla}_{k i} \frac{\partial @ys_{k i}}{\partial @x_j}",
            r"= @ys^{\nabla}_{k,\, j - o_k}, \quad k \text{ the piece in which } j \text{ lies}",
            r"@x^{\nabla} = [\,@ys_1^{\nabla} \; @ys_2^{\nabla} \; \cdots\,]",
        ),
    )
    sizes: ClassVar[Callable[..., Sequence[int]]]
    """``sizes(length, **constants)``: how long each piece is. Raises ShapeError."""

    @classmethod
    def pieces(cls, x: Shape, *, axis: int, **constants: Any) -> list[tuple[slice, ...]]:
        """Give what stands in brackets for each piece. Raises ShapeError."""
        along = axis_of(len(x), axis)
        before, ends = (slice(None),) * along, accumulate(cls.sizes(x[along], **constants))
        return [(*before, slice(start, end)) for start, end in pairwise([0, *ends])]

    @classmethod
    def backward(cls, context: Context, *gs: Value) -> Any:
        shape = context.shape(0)
        zeros = np.broadcast_to(np.float64(0.0), shape)
        pieces = cls.pieces(shape, **context.constants)
        parts = [zeros[piece] if g is None else g for g, piece in zip(gs, pieces, strict=True)]
        return np.concatenate(parts, axis=context.constants["axis"])

    @classmethod
    def plan(cls, x: Shape, *, axis: int = 0, **constants: Any) -> Plan:
        along = axis_of(len(x), axis)
        sizes = cls.sizes(x[along], **constants)
        return cls.planned((x,), *[replaced(x, along, size) for size in sizes], flops=0)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        constants = dict(context.constants)
        along = axis_of(len(index), constants.pop("axis"))
        start = 0
        for piece, size in enumerate(cls.sizes(context.shape(0)[along], **constants)):
            if start <= index[along] < start + size:
                place = replaced(index, along, index[along] - start)
                yield (Cell("gradient", piece, place),)
            start += size


class Split(Partition):
    """The tensor in so many equal parts along an axis, or cut before the given places."""

    name = "split"
    title = "split"
    symbol = "✂"
    cases = (
        Case(MATRIX, sections=2),
        Case(MATRIX, sections=4, axis=1),
        Case(ROW, sections=(1, 3)),
        Case(ROW, sections=(-2,), axis=-1),
        Case(ROW, sections=(2, 2, 9)),
        Case([], sections=2),
    )
    source = NUMPY.format("split")

    @staticmethod
    def forward(
        context: Context, x: Value, *, sections: int | tuple[int, ...], axis: int = 0
    ) -> tuple[Value, ...]:
        pieces = Split.pieces(x.shape, sections=sections, axis=axis)
        return tuple([x[piece] for piece in pieces])

    @classmethod
    def sizes(cls, length: int, *, sections: int | tuple[int, ...]) -> Sequence[int]:
        if isinstance(sections, int) and sections > 0 and length % sections:
            raise ShapeError(
                f"{length} slices do not divide into {sections} equal parts",
                hint="`array_split` makes parts of about equal size, a list of places any parts.",
            )
        return _sections(length, sections)


class ArraySplit(Partition):
    """The tensor in so many parts of about equal size, or cut before the given places.

    Where it does not divide, the first parts are longer by one.
    """

    name = "array_split"
    title = "split into about equal parts"
    symbol = "✂≈"
    aliases = ("tensor_split",)
    cases = (
        Case(ROW, sections=3),
        Case(MATRIX, sections=3, axis=-1),
        Case([1.0, 2.0], sections=3),
        Case(ROW, sections=(1, -1)),
        Case(MATRIX, sections=1),
    )
    source = NUMPY.format("array_split")

    @staticmethod
    def forward(
        context: Context, x: Value, *, sections: int | tuple[int, ...], axis: int = 0
    ) -> tuple[Value, ...]:
        pieces = ArraySplit.pieces(x.shape, sections=sections, axis=axis)
        return tuple([x[piece] for piece in pieces])

    @classmethod
    def sizes(cls, length: int, *, sections: int | tuple[int, ...]) -> Sequence[int]:
        return _sections(length, sections)


class Chunk(Partition):
    """The tensor in parts of equal size, as many as are asked for or fewer.

    All are as long as the first; only the last may be shorter.
    """

    name = "chunk"
    title = "cut into chunks"
    symbol = "✂≤"
    cases = (
        Case(ROW, chunks=2),
        Case(MATRIX, chunks=3, axis=1),
        Case(ROW, chunks=9, axis=-1),
        Case(MATRIX, chunks=1),
        Case([], chunks=2),
    )
    source = PYTORCH.format("chunk")

    @staticmethod
    def forward(context: Context, x: Value, *, chunks: int, axis: int = 0) -> tuple[Value, ...]:
        pieces = Chunk.pieces(x.shape, chunks=chunks, axis=axis)
        return tuple([x[piece] for piece in pieces])

    @classmethod
    def sizes(cls, length: int, *, chunks: int) -> Sequence[int]:
        _check_count(chunks)
        if not length:
            return [0] * chunks
        size = -(-length // chunks)
        return [min(size, length - start) for start in range(0, length, size)]


class Unbind(Op):
    """The slices along an axis, each a tensor of its own: ``stack`` turned round."""

    name = "unbind"
    title = "parts along an axis"
    symbol = "☷"
    aliases = ("unstack",)
    outputs = ("ys",)
    many = True
    asks_first = True
    formula = Formula(
        r"@ys_k = @x_{k \cdot}",
        (r"@x^{\nabla}_{k \cdot} = @ys_k^{\nabla}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{k i} = \frac{\partial l}{\partial @x_{k i}}",
            r"= \sum_m \sum_j @ys^{\nabla}_{m j} \frac{\partial @ys_{m j}}{\partial @x_{k i}}",
            r"= @ys^{\nabla}_{k i}",
            r"@x^{\nabla}_{k \cdot} = @ys_k^{\nabla}",
        ),
    )
    cases = (
        Case([1.5, -0.5]),
        Case(MATRIX),
        Case(MATRIX, axis=1),
        Case([MATRIX, MATRIX], axis=-2),
        Case([[], []]),
    )
    source = PYTORCH.format("unbind")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int = 0) -> tuple[Value, ...]:
        before = (slice(None),) * (axis % x.ndim)
        return tuple([x[(*before, k)] for k in range(x.shape[axis])])

    @staticmethod
    def backward(context: Context, *gs: Value) -> Any:
        shape, axis = context.shape(0), context.constants["axis"] % len(context.shape(0))
        return np.stack([np.zeros(without(shape, axis)) if g is None else g for g in gs], axis=axis)

    @classmethod
    def plan(cls, x: Shape, *, axis: int = 0) -> Plan:
        along = axis_of(len(x), axis)
        if not x[along]:
            raise ShapeError(f"no slices along axis {axis}", hint="There is nothing to take apart.")
        return cls.planned((x,), *[without(x, along)] * x[along], flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        along = axis_of(len(index), context.constants["axis"])
        yield (Cell("gradient", index[along], without(index, along)),)


def _sections(length: int, sections: int | tuple[int, ...]) -> Sequence[int]:
    """Give the sizes of so many about equal parts, or of those between the given places."""
    if isinstance(sections, int):
        _check_count(sections)
        size, longer = divmod(length, sections)
        return [size + 1] * longer + [size] * (sections - longer)
    _check_count(len(sections) + 1)
    places = [slice(None, place).indices(length)[1] for place in sections]
    sizes = [end - start for start, end in pairwise([0, *places, length])]
    if any(size < 0 for size in sizes):
        raise ShapeError(
            f"the places {sections} of {length} slices go backwards",
            hint="Name the places where to cut in ascending order.",
        )
    return sizes


def _check_count(pieces: int) -> None:
    """Refuse a number of pieces that there cannot be. Raises ShapeError."""
    if not 1 <= pieces <= MOST_PIECES:
        raise ShapeError(f"{pieces} pieces", hint=f"There are from 1 to {MOST_PIECES:,} pieces.")
