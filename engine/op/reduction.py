"""Ops that make one number of all elements along some axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Factor, Plan, Term
from engine.op.op import Op
from engine.op.shapes import Axis, axes_of, position_of


def reduced(shape: Shape, axis: Axis, keepdims: bool) -> Shape:
    """Give the shape that is left when these axes are reduced."""
    axes = axes_of(len(shape), axis)
    if keepdims:
        return tuple(1 if i in axes else side for i, side in enumerate(shape))
    return tuple(side for i, side in enumerate(shape) if i not in axes)


def spread(value: Value, shape: Shape, axis: Axis, keepdims: bool) -> Value:
    """Give a reduced array its axes back, of size 1, so that it broadcasts over ``shape``."""
    if keepdims or not shape or (axis is None and type(value) is np.float64):
        return value
    return value.reshape(reduced(shape, axis, keepdims=True))


def place_of(index: tuple[int, ...], axis: Axis, keepdims: bool) -> tuple[int, ...]:
    """Say in which element of the output the input's element at ``index`` ends up."""
    axes = axes_of(len(index), axis)
    if keepdims:
        return tuple(0 if i in axes else number for i, number in enumerate(index))
    return tuple(number for i, number in enumerate(index) if i not in axes)


def group_size(context: Context) -> int:
    """Count the input elements that go into one output element."""
    shape = context.shape(0)
    return size_of(tuple(shape[i] for i in axes_of(len(shape), context.constants["axis"])))


class Reduction(Op):
    """An op that makes one output element of all input elements along its axes.

    In its LaTeX ``i → j`` says that the input element i goes into the output element j. A subclass
    gives ``local``, the derivative of the one by the other, ``slope``, the same in scalar Python
    (independent of backward, which the tests hold against it), and backward's formula.
    """

    local: ClassVar[str]
    slope: ClassVar[Callable[..., float]]
    """``slope(values, own, **constants)``: of the group ``values`` by its element ``own``."""
    cost: ClassVar[int] = 1
    wants_elements: ClassVar[bool] = False
    """Whether there is no answer for a group without elements (the largest of none)."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "local" not in cls.__dict__:
            return
        cls.derivation = (
            Derivation(
                r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
                r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
                r"= @y^{\nabla}_j" + rf"\, {cls.local}, \quad i \to j",
                cls.formula.backward[0],
            ),
        )

    @classmethod
    def plan(cls, x: Shape, *, axis: Axis = None, keepdims: bool = False, **others: Any) -> Plan:
        """Drop the axes, or keep them at size 1; every input element costs ``cost``."""
        if cls.wants_elements and not all(x[i] for i in axes_of(len(x), axis)):
            raise ShapeError(
                f"no elements along axis {axis}" if axis is not None else "no elements",
                hint=f"There is no {cls.title} of nothing.",
            )
        return cls.planned((x,), reduced(x, axis, keepdims), flops=cls.cost * size_of(x))

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give the one term: every input element goes into one output element."""
        constants = dict(context.constants)
        axis, keepdims = constants.pop("axis"), constants.pop("keepdims")
        place = place_of(index, axis, keepdims)
        shape = context.shape(0)
        axes = axes_of(len(shape), axis)
        group = tuple(slice(None) if i in axes else number for i, number in enumerate(index))
        values = np.asarray(context.input(0))[group].reshape(-1).astype(float).tolist()
        own = position_of(tuple(index[i] for i in axes), tuple(shape[i] for i in axes))
        cells = _cells(shape, axes, index) if "x" in cls.saves else ()
        slope = cls.slope(values, own, **constants)
        yield Cell("gradient", 0, place), Factor(slope, cls.local, cells)


def _cells(shape: Shape, axes: tuple[int, ...], index: tuple[int, ...]) -> tuple[Cell, ...]:
    """Give the cells that are reduced together with this element."""
    return _cells_from(shape, axes, tuple(0 if i in axes else n for i, n in enumerate(index)))


@lru_cache(maxsize=16)
def _cells_from(shape: Shape, axes: tuple[int, ...], first: tuple[int, ...]) -> tuple[Cell, ...]:
    """Give the cells of a group by its first; all elements of the group ask for the same ones."""
    along = [range(side) if i in axes else (first[i],) for i, side in enumerate(shape)]
    return tuple(Cell("input", 0, place) for place in product(*along))
