"""Ops that sum products over axes which two tensors share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeAlias

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Formula, Plan, Term
from engine.op.op import Op
from engine.op.shapes import indices

AxisPairs: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""The axes of one tensor and, in the same order, those of the other which go with them."""


class Contraction(Op):
    """A sum of products: some axes of two tensors are summed over in pairs, the others stay.

    A subclass gives ``pairs``, the axes summed over. What is left of the first tensor comes before
    what is left of the second. In the LaTeX, K are the axes summed over, I and J the others.
    """

    saves = ("a", "b")
    overhead = 1_100
    flop = 0.1
    flops_per_product = 2
    formula = Formula(
        r"@y_{IJ} = \sum_K @a_{IK}\, @b_{KJ}",
        (
            r"@a^{\nabla}_{IK} = \sum_J @y^{\nabla}_{IJ}\, @b_{KJ}",
            r"@b^{\nabla}_{KJ} = \sum_I @a_{IK}\, @y^{\nabla}_{IJ}",
        ),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_{IK} = \frac{\partial l}{\partial @a_{IK}}",
            r"= \sum_{LJ} @y^{\nabla}_{LJ} \frac{\partial @y_{LJ}}{\partial @a_{IK}}",
            r"= \sum_{J} @y^{\nabla}_{IJ}\, @b_{KJ}",
            formula.backward[0],
        ),
        Derivation(
            r"@b^{\nabla}_{KJ} = \frac{\partial l}{\partial @b_{KJ}}",
            r"= \sum_{IL} @y^{\nabla}_{IL} \frac{\partial @y_{IL}}{\partial @b_{KJ}}",
            r"= \sum_{I} @a_{IK}\, @y^{\nabla}_{IJ}",
            formula.backward[1],
        ),
    )
    pairs: ClassVar[Callable[..., AxisPairs]]
    """``pairs(a, b, **constants)``: the axes of each that are summed over. Raises ShapeError."""

    @classmethod
    def backward(cls, context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        pairs = cls.pairs(a.shape, b.shape, **context.constants)
        free_a, free_b = _free(a.ndim, pairs[0]), _free(b.ndim, pairs[1])
        rows, columns = range(len(free_a)), range(len(free_a), g.ndim)
        ga = gb = None
        if context.needs(0):
            ga = np.tensordot(g, b, axes=(tuple(columns), free_b))
            ga = np.transpose(ga, _back([*free_a, *_partners(pairs[1], pairs[0])]))
        if context.needs(1):
            gb = np.tensordot(a, g, axes=(free_a, tuple(rows)))
            gb = np.transpose(gb, _back([*_partners(pairs[0], pairs[1]), *free_b]))
        return ga, gb

    @classmethod
    def plan(cls, a: Shape, b: Shape, **constants: Any) -> Plan:
        """Keep the axes that are not summed over, those of ``a`` first."""
        pairs = cls.pairs(a, b, **constants)
        for i, j in zip(*pairs, strict=True):
            if a[i] != b[j]:
                raise ShapeError(
                    f"sizes {a[i]} and {b[j]} differ along axes {i} and {j}",
                    hint="An axis of the first is summed over with one of the second: they must be "
                    "of equal size.",
                )
        rows = tuple(a[i] for i in _free(len(a), pairs[0]))
        columns = tuple(b[j] for j in _free(len(b), pairs[1]))
        summed = size_of(tuple(a[i] for i in pairs[0]))
        flops = 2 * size_of(rows) * size_of(columns) * summed
        return cls.planned((a, b), rows + columns, flops=flops)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each element of the other tensor that this one is multiplied with."""
        shapes = context.shape(0), context.shape(1)
        pairs = cls.pairs(*shapes, **context.constants)
        own, other = pairs[slot], pairs[1 - slot]
        kept = tuple(index[i] for i in _free(len(index), own))
        partner = dict(zip(other, (index[i] for i in own), strict=True))
        shape = shapes[1 - slot]
        free = _free(len(shape), other)
        for moving in indices(tuple(shape[i] for i in free)):
            near = partner | dict(zip(free, moving, strict=True))
            place = kept + moving if slot == 0 else moving + kept
            at = tuple(near[i] for i in range(len(shape)))
            yield Cell("gradient", 0, place), Cell("input", 1 - slot, at)


def _free(rank: int, summed: tuple[int, ...]) -> tuple[int, ...]:
    """Give the axes that are not summed over."""
    return tuple(i for i in range(rank) if i not in summed)


def _partners(axes: tuple[int, ...], others: tuple[int, ...]) -> list[int]:
    """Give the partners of these axes, the partner of the first axis first."""
    return [other for _, other in sorted(zip(axes, others, strict=True))]


def _back(axes: list[int]) -> tuple[int, ...]:
    """Give the order that brings axes which came in this one back to 0, 1, 2, and so on."""
    return tuple(sorted(range(len(axes)), key=axes.__getitem__))
