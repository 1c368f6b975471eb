"""What an op can say of shapes alone: broadcasting, axes, indices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeAlias

import numpy as np

from engine.arrays import Shape, size_of
from engine.errors import ShapeError

Axis: TypeAlias = int | tuple[int, ...] | None
"""One axis, several, or None for all of them."""

Axes: TypeAlias = tuple[int, ...] | None
"""Every axis in a new order; None for the reverse of the old one."""


def broadcast(*shapes: Shape) -> Shape:
    """Give the shape that NumPy would broadcast these to. Raises ShapeError."""
    if len(set(shapes)) == 1:
        return shapes[0]
    rank = max(map(len, shapes))
    sides = []
    for axis in range(-rank, 0):
        sizes = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1}
        if len(sizes) > 1:
            have = " and ".join(str(shape[axis]) for shape in shapes if len(shape) >= -axis)
            raise ShapeError(
                f"sizes {have} differ along axis {axis}",
                hint="Sizes along an axis must be equal, or one of them 1.",
            )
        sides.append(sizes.pop() if sizes else 1)
    return tuple(sides)


def source_of(place: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Say which element of a broadcast input is read at this place of the output."""
    near = place[len(place) - len(shape) :]
    return tuple(0 if side == 1 else i for i, side in zip(near, shape, strict=True))


def copies_of(index: tuple[int, ...], shape: Shape, whole: Shape) -> Iterator[tuple[int, ...]]:
    """Walk over the places of a broadcast output that read this element of an input."""
    new = len(whole) - len(shape)
    sides = zip(index, shape, whole[new:], strict=True)
    own = [range(size) if side == 1 else (i,) for i, side, size in sides]
    return product(*map(range, whole[:new]), *own)


def indices(shape: Shape) -> Iterator[tuple[int, ...]]:
    """Walk over all indices of a shape in row-major order; one empty index for a scalar."""
    return iter(np.ndindex(shape))


def axis_of(rank: int, axis: int) -> int:
    """Give an axis as a number from 0. Raises ShapeError for one that is not there."""
    if not -rank <= axis < rank:
        hint = f"Axes count from 0 to {rank - 1}, or from -1 backwards."
        raise ShapeError(
            f"axis {axis} of a tensor of rank {rank}",
            hint=hint if rank else "A scalar has no axes.",
        )
    return axis % rank


def axes_of(rank: int, axis: Axis) -> tuple[int, ...]:
    """Give the axes as numbers from 0, sorted. Raises ShapeError for one that is not there."""
    if axis is None:
        return tuple(range(rank))
    if isinstance(axis, int):
        return (axis_of(rank, axis),)
    axes = sorted(axis_of(rank, number) for number in axis)
    if len(set(axes)) != len(axes):
        raise ShapeError("an axis is named twice", hint="Name each axis once.")
    return tuple(axes)


def square_of(shape: Shape) -> tuple[Shape, int]:
    """Give the stack and the size of square matrices. Raises ShapeError where they are none."""
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ShapeError(
            f"{shape} is no square matrix",
            hint="A square matrix has as many rows as columns; a stack of them has axes in front.",
        )
    return shape[:-2], shape[-1]


def position_of(index: tuple[int, ...], shape: Shape) -> int:
    """Count the elements before this one in row-major order."""
    position = 0
    for i, side in zip(index, shape, strict=True):
        position = position * side + i
    return position


def index_at(position: int, shape: Shape) -> tuple[int, ...]:
    """Give the index of the element that has so many before it in row-major order."""
    index = []
    for side in reversed(shape):
        position, i = divmod(position, side)
        index.append(i)
    return tuple(reversed(index))


def without(sides: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """Leave one axis out of a shape, or of an index."""
    return (*sides[:axis], *sides[axis + 1 :])


def replaced(sides: tuple[int, ...], axis: int, *others: int) -> tuple[int, ...]:
    """Put other numbers in the place of one axis of a shape, or of an index."""
    return (*sides[:axis], *others, *sides[axis + 1 :])


def inserted(sides: tuple[int, ...], axis: int, side: int) -> tuple[int, ...]:
    """Put one more axis into a shape, or into an index."""
    return (*sides[:axis], side, *sides[axis:])


def line_through(index: tuple[int, ...], shape: Shape, axis: int) -> Iterator[tuple[int, ...]]:
    """Walk over the indices that differ from this one along the axis only, itself included."""
    for i in range(shape[axis]):
        yield replaced(index, axis, i)


def on_a_line(
    index: tuple[int, ...], shape: Shape, axis: int | None
) -> tuple[tuple[int, ...], Shape, int]:
    """Give index, shape and axis; without an axis those of the tensor flattened to one line."""
    if axis is None:
        return (position_of(index, shape),), (size_of(shape),), 0
    return index, shape, axis_of(len(shape), axis)


def line_shape(shape: Shape, axis: int | None) -> Shape:
    """Give the shape of a tensor that is flattened where no axis is named. Raises ShapeError."""
    if axis is None:
        return (size_of(shape),)
    axis_of(len(shape), axis)
    return shape


def rectangle_of(shape: Shape) -> tuple[Shape, int, int, int]:
    """Give the stack, the rows, the columns, and the smaller number of these. Raises ShapeError."""
    if len(shape) < 2:
        raise ShapeError(
            f"a matrix is needed, not a tensor of rank {len(shape)}",
            hint="`reshape(x, (-1, 1))` makes a vector a column.",
        )
    *stack, m, n = shape
    return tuple(stack), m, n, min(m, n)
