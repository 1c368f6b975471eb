"""What lies on, above and below a matrix's diagonal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    SPELLINGS,
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
)

A = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
SQUARE = [[0.5, -1.5], [2.0, 1.0]]
STACK = [A, [[1.5, 0.5, -1.0], [-2.0, 0.75, 1.0]]]

PLANE_SPELLINGS = {**SPELLINGS, "dim1": ("axis1",), "dim2": ("axis2",)}
"""PyTorch counts the axes of a plane from 1, those that are exchanged from 0."""


class Trace(Op):
    """The sum of the diagonal of a matrix, or of each matrix of a stack.

    ``offset`` counts diagonals upwards; the matrices lie along ``axis1`` and ``axis2``.
    """

    name = "trace"
    title = "trace"
    symbol = "tr"
    overhead = 200
    spellings = PLANE_SPELLINGS
    formula = Formula(
        r"@y = \sum_i @x_{i, i + k}, \quad k = \text{offset}",
        (r"@x^{\nabla} = @y^{\nabla} \mathbf I_k",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @x_{ij}}",
            r"= @y^{\nabla}\, [j = i + k]",
            r"@x^{\nabla} = @y^{\nabla} \mathbf I_k",
        ),
    )
    cases = (
        Case(SQUARE),
        Case(A),
        Case(A, offset=1),
        Case(A, offset=-(10**15)),
        Case(STACK),
        Case(STACK, offset=-1, axis1=-2, axis2=-1),
        Case(STACK, axis1=2, axis2=0),
        Case([[], []]),
    )
    source = NUMPY.format("trace")

    @staticmethod
    def forward(
        context: Context, x: Value, *, offset: int = 0, axis1: int = 0, axis2: int = 1
    ) -> Value:
        return np.trace(x, _within(x.shape, offset), axis1, axis2)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape = context.shape(0)
        rows, columns = _plane(shape, context.constants["axis1"], context.constants["axis2"])
        ones = np.eye(shape[rows], shape[columns], context.constants["offset"], dtype=bool)
        ones = ones if rows < columns else ones.T
        others = tuple(i for i in range(len(shape)) if i not in (rows, columns))
        return np.where(np.expand_dims(ones, others), np.expand_dims(g, (rows, columns)), 0.0)

    @classmethod
    def plan(cls, x: Shape, *, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Plan:
        kept = _without_plane(x, axis1, axis2)
        length = _length(x, offset, axis1, axis2)
        return cls.planned((x,), kept, flops=size_of(kept) * length)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        constants = context.constants
        rows, columns = _plane(index, constants["axis1"], constants["axis2"])
        if index[columns] == index[rows] + constants["offset"]:
            yield (Cell("gradient", 0, _without_plane(index, rows, columns)),)


class Diagonal(Rearrangement):
    """The diagonal of a matrix, or of each matrix of a stack, as the last axis. A view.

    ``offset`` counts diagonals upwards; the matrices lie along ``axis1`` and ``axis2``.
    """

    name = "diagonal"
    title = "diagonal"
    symbol = "⋱"
    overhead = 200
    spellings = PLANE_SPELLINGS
    formula = Formula(
        r"@y_{i} = @x_{i, i + k}, \quad k = \text{offset}",
        (r"@x^{\nabla} = \mathrm{diag}_k(@y^{\nabla})",),
    )
    cases = (
        Case(SQUARE),
        Case(A, offset=1),
        Case(A, offset=-1),
        Case(STACK),
        Case(STACK, offset=1, axis1=-2, axis2=-1),
        Case(STACK, axis1=2, axis2=0),
        Case(A, offset=10**15),
    )
    source = NUMPY.format("diagonal")

    @staticmethod
    def forward(
        context: Context, x: Value, *, offset: int = 0, axis1: int = 0, axis2: int = 1
    ) -> Value:
        return np.diagonal(x, _within(x.shape, offset), axis1, axis2)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, offset = context.shape(0), context.constants["offset"]
        rows, columns = _plane(shape, context.constants["axis1"], context.constants["axis2"])
        places = np.arange(g.shape[-1])
        key: list[Any] = [slice(None)] * len(shape)
        key[rows], key[columns] = places + max(-offset, 0), places + max(offset, 0)
        # Two lists of places side by side keep their axis there; apart, it moves to the front.
        together = abs(rows - columns) == 1
        g = np.moveaxis(g, -1, min(rows, columns) if together else 0)
        return context.apply("place_add", g, key=tuple(key), shape=shape)

    @classmethod
    def result(cls, x: Shape, *, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Shape:
        """Drop the two axes, and put the diagonal's length last."""
        return *_without_plane(x, axis1, axis2), _length(x, offset, axis1, axis2)

    @classmethod
    def origin(
        cls,
        place: tuple[int, ...],
        x: Shape,
        *,
        offset: int = 0,
        axis1: int = 0,
        axis2: int = 1,
    ) -> tuple[int, ...]:
        """Step along the diagonal by the last number of the place."""
        rows, columns = _plane(x, axis1, axis2)
        others = iter(place[:-1])
        step = {rows: place[-1] + max(-offset, 0), columns: place[-1] + max(offset, 0)}
        return tuple(step[i] if i in step else next(others) for i in range(len(x)))


def _plane(shape: Shape, axis1: int, axis2: int) -> tuple[int, int]:
    """Give the two axes along which the matrices lie, from 0. Raises ShapeError."""
    if len(shape) < 2:
        raise ShapeError(
            f"a diagonal needs a matrix, not a tensor of rank {len(shape)}",
            hint="`diag` makes a matrix of a vector.",
        )
    rows, columns = axis_of(len(shape), axis1), axis_of(len(shape), axis2)
    if rows == columns:
        raise ShapeError("an axis is named twice", hint="A matrix lies along two axes.")
    return rows, columns


def _without_plane(shape: tuple[int, ...], axis1: int, axis2: int) -> tuple[int, ...]:
    plane = _plane(shape, axis1, axis2)
    return tuple(side for i, side in enumerate(shape) if i not in plane)


def _within(shape: Shape, offset: int) -> int:
    """Keep an offset small, as NumPy wants it: past the corners all diagonals are empty."""
    most = max(shape)
    return min(max(offset, -most), most)


def _length(shape: Shape, offset: int, axis1: int, axis2: int) -> int:
    """Count the elements on a diagonal; 0 where it lies outside of the matrix."""
    rows, columns = _plane(shape, axis1, axis2)
    return max(0, min(shape[rows] + min(offset, 0), shape[columns] - max(offset, 0)))


class Diag(Op):
    """A matrix with a vector on its diagonal; and of a matrix the diagonal, as a vector.

    ``k`` counts diagonals upwards from the middle one.
    """

    name = "diag"
    title = "diagonal matrix"
    symbol = "diag"
    formula = Formula(
        r"@y = \mathrm{diag}_k(@x)",
        (r"@x^{\nabla} = \mathrm{diag}_k(@y^{\nabla})",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= @y^{\nabla}_j \text{ where } @y_j \text{ is a copy of } @x_i, \; 0 \text{ without}",
            r"@x^{\nabla} = \mathrm{diag}_k(@y^{\nabla})",
        ),
    )
    cases = (
        Case([0.5, -1.5]),
        Case([0.5, -1.5], k=1),
        Case([0.5, -1.5], k=-2),
        Case(SQUARE),
        Case(A, k=1),
        Case(A, k=-1),
        Case(A, k=10**15),
        Case([]),
    )
    source = NUMPY.format("diag")

    @staticmethod
    def forward(context: Context, x: Value, *, k: int = 0) -> Value:
        return np.diag(x, k if x.ndim == 1 else _within(x.shape, k))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, k = context.shape(0), context.constants["k"]
        if len(shape) == 1:
            return context.apply("diag", g, k=k)
        places = np.arange(g.shape[0])
        key = places + max(-k, 0), places + max(k, 0)
        return context.apply("place_add", g, key=key, shape=shape)

    @classmethod
    def plan(cls, x: Shape, *, k: int = 0) -> Plan:
        if len(x) == 1:
            return cls.planned((x,), (x[0] + abs(k),) * 2, flops=0)
        if len(x) == 2:
            return cls.planned((x,), (_length(x, k, 0, 1),), flops=0)
        raise ShapeError(
            f"a tensor of rank {len(x)}",
            hint="`diag` takes a vector or a matrix; `diagonal` works on stacks.",
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        k = context.constants["k"]
        if len(index) == 1:
            yield (Cell("gradient", 0, (index[0] + max(-k, 0), index[0] + max(k, 0))),)
        elif index[1] == index[0] + k:
            yield (Cell("gradient", 0, (min(index),)),)


class _Triangle(Op):
    """One triangle of each matrix; the other one is zeros. ``k`` moves the border upwards."""

    asks_first = True
    cases = (
        Case(SQUARE),
        Case(A, k=1),
        Case(A, k=-1),
        Case(STACK),
        Case([[[1.0], [2.0]]], k=-1),
        Case([[], []]),
    )

    @classmethod
    def plan(cls, x: Shape, *, k: int = 0) -> Plan:
        """Keep the shape: what is outside becomes zero."""
        if len(x) < 2:
            raise ShapeError(
                f"a triangle of a tensor of rank {len(x)}", hint="A matrix has triangles."
            )
        return cls.planned((x,), x, flops=0)


class Triu(_Triangle):
    """The upper triangle of a matrix, or of each of a stack, zeros below.

    ``k`` is the lowest diagonal that is kept, counted upwards from the middle one.
    """

    name = "triu"
    title = "upper triangle"
    symbol = "◹"
    formula = Formula(
        r"@y_{ij} = @x_{ij}\, [j - i \ge k]",
        (r"@x^{\nabla} = \mathrm{triu}_k(@y^{\nabla})",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{pq} @y^{\nabla}_{pq} \frac{\partial @y_{pq}}{\partial @x_{ij}}",
            r"= @y^{\nabla}_{ij}\, [j - i \ge k]",
            r"@x^{\nabla} = \mathrm{triu}_k(@y^{\nabla})",
        ),
    )
    source = NUMPY.format("triu")

    @staticmethod
    def forward(context: Context, x: Value, *, k: int = 0) -> Value:
        return np.triu(x, k)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.triu(g, context.constants["k"])

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        if index[-1] - index[-2] >= context.constants["k"]:
            yield (Cell("gradient", 0, index),)


class Tril(_Triangle):
    """The lower triangle of a matrix, or of each of a stack, zeros above.

    ``k`` is the highest diagonal that is kept, counted upwards from the middle one.
    """

    name = "tril"
    title = "lower triangle"
    symbol = "◺"
    formula = Formula(
        r"@y_{ij} = @x_{ij}\, [j - i \le k]",
        (r"@x^{\nabla} = \mathrm{tril}_k(@y^{\nabla})",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{pq} @y^{\nabla}_{pq} \frac{\partial @y_{pq}}{\partial @x_{ij}}",
            r"= @y^{\nabla}_{ij}\, [j - i \le k]",
            r"@x^{\nabla} = \mathrm{tril}_k(@y^{\nabla})",
        ),
    )
    source = NUMPY.format("tril")

    @staticmethod
    def forward(context: Context, x: Value, *, k: int = 0) -> Value:
        return np.tril(x, k)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.tril(g, context.constants["k"])

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        if index[-1] - index[-2] <= context.constants["k"]:
            yield (Cell("gradient", 0, index),)
