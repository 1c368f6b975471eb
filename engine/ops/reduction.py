"""Reductions: many elements in, fewer out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import Case, Cell, Context, Derivation, Domain, Formula, Op, Plan, Term

Axis = int | tuple[int, ...] | None

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

AXIS_CASES = (
    Case(MATRIX),
    Case(MATRIX, axis=0),
    Case(MATRIX, axis=-1, keepdims=True),
    Case(STACK, axis=(0, 2)),
    Case(STACK, axis=1),
)


def axes_of(shape: Shape, axis: Axis) -> tuple[int, ...]:
    """Give the axes as numbers from 0, sorted. Raises ShapeError for one that is not there."""
    if axis is None:
        return tuple(range(len(shape)))
    wanted = (axis,) if isinstance(axis, int) else tuple(axis)
    for number in wanted:
        if not -len(shape) <= number < len(shape):
            raise ShapeError(
                f"axis {number} of a tensor of rank {len(shape)}",
                hint=f"Axes count from 0 to {len(shape) - 1}, or from -1 backwards."
                if shape
                else "A scalar has no axes.",
            )
    axes = sorted(number % len(shape) for number in wanted)
    if len(set(axes)) != len(axes):
        raise ShapeError("an axis is named twice", hint="Name each axis once.")
    return tuple(axes)


def reduced(shape: Shape, axis: Axis, keepdims: bool) -> Shape:
    """Give the shape that is left when these axes are reduced."""
    axes = axes_of(shape, axis)
    if keepdims:
        return tuple(1 if i in axes else side for i, side in enumerate(shape))
    return tuple(side for i, side in enumerate(shape) if i not in axes)


def spread(value: Value, shape: Shape, axis: Axis, keepdims: bool) -> Value:
    """Give a reduced array its axes back, of size 1, so that it broadcasts over ``shape``."""
    if keepdims or axis is None:
        return value if keepdims or not len(value.shape) else np.reshape(value, (1,) * len(shape))
    return np.expand_dims(value, axes_of(shape, axis))


def place_of(index: tuple[int, ...], shape: Shape, axis: Axis, keepdims: bool) -> tuple[int, ...]:
    """Say in which element of the output the input's element at ``index`` ends up."""
    axes = axes_of(shape, axis)
    if keepdims:
        return tuple(0 if i in axes else number for i, number in enumerate(index))
    return tuple(number for i, number in enumerate(index) if i not in axes)


class Sum(Op):
    """The sum of all elements, or along the given axes."""

    name = "sum"
    title = "sum"
    symbol = "Σ"
    formula = Formula(
        r"@y_j = \sum_{i \to j} @x_i",
        (r"@x^{\nabla} = @y^{\nabla} \mathbf 1^{\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= @y^{\nabla}_{j(i)} \cdot 1",
            r"@x^{\nabla} = @y^{\nabla} \mathbf 1^{\mathsf T}",
        ),
    )
    domain = (Domain(),)
    cases = (Case(1.5), *AXIS_CASES)
    source = "The lecture, part 4, «Row-wise sum»"

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False
    ) -> Value:
        return np.add.reduce(x, axis=axis, keepdims=keepdims)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape = context.shape(0)
        return np.broadcast_to(spread(g, shape, **context.constants), shape)

    @classmethod
    def plan(cls, x: Shape, *, axis: Axis = None, keepdims: bool = False) -> Plan:
        return cls.planned((x,), reduced(x, axis, keepdims), flops=size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        place = place_of(index, context.shape(0), **context.constants)
        yield (Cell("gradient", 0, place),)
