"""Products that pair elements and sum nothing, or little: outer, Kronecker, cross."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    Case,
    Cell,
    Context,
    Derivation,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    broadcast,
    index_at,
    indices,
    position_of,
    replaced,
    source_of,
)

A = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
B = [[1.0, -0.5], [0.25, 2.0], [-1.0, 1.5]]
STACK = [A, [[1.5, 0.5, -1.0], [-2.0, 0.75, 1.0]]]


class Outer(Op):
    """Every product of an element of one with one of the other: (n), (m) → (n, m).

    Tensors are flattened first, as NumPy does.
    """

    name = "outer"
    title = "outer product"
    symbol = "⊗"
    aliases = ("ger",)
    saves = ("a", "b")
    flops_per_product = 1
    formula = Formula(
        r"@y = @a\, @b^{\mathsf T}",
        (
            r"@a^{\nabla} = @y^{\nabla}\, @b",
            r"@b^{\nabla} = (@y^{\nabla})^{\mathsf T}\, @a",
        ),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_i = \frac{\partial l}{\partial @a_i}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @a_i}",
            r"= \sum_l @y^{\nabla}_{il}\, @b_l",
            r"@a^{\nabla} = @y^{\nabla}\, @b",
        ),
        Derivation(
            r"@b^{\nabla}_j = \frac{\partial l}{\partial @b_j}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @b_j}",
            r"= \sum_k @y^{\nabla}_{kj}\, @a_k",
            r"@b^{\nabla} = (@y^{\nabla})^{\mathsf T}\, @a",
        ),
    )
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0]),
        Case([1.5], [0.5, 3.0]),
        Case(A, [0.5, 3.0]),
        Case(2.0, [0.5, 3.0]),
        Case([], [0.5, 3.0]),
    )
    source = NUMPY.format("outer")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.outer(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        ga = np.reshape(g @ np.reshape(b, (-1,)), a.shape) if context.needs(0) else None
        gb = np.reshape(np.reshape(a, (-1,)) @ g, b.shape) if context.needs(1) else None
        return ga, gb

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        shape = size_of(a), size_of(b)
        return cls.planned((a, b), shape, flops=size_of(shape))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        own, others = context.shape(slot), context.shape(1 - slot)
        i = position_of(index, own)
        for k in range(size_of(others)):
            yield (
                Cell("gradient", 0, (i, k) if slot == 0 else (k, i)),
                Cell("input", 1 - slot, index_at(k, others)),
            )


class Kron(Op):
    """One block for each element of ``a``: that element times ``b``; (n, m), (p, q) → (np, mq)."""

    name = "kron"
    title = "Kronecker product"
    symbol = "⊗ₖ"
    overhead = 1_100
    saves = ("a", "b")
    flops_per_product = 1
    formula = Formula(
        r"@y_{(ip)(jq)} = @a_{ij}\, @b_{pq}",
        (
            r"@a^{\nabla}_{ij} = \sum_{pq} @y^{\nabla}_{(ip)(jq)}\, @b_{pq}",
            r"@b^{\nabla}_{pq} = \sum_{ij} @a_{ij}\, @y^{\nabla}_{(ip)(jq)}",
        ),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_{ij} = \frac{\partial l}{\partial @a_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @a_{ij}}",
            r"= \sum_{pq} @y^{\nabla}_{(ip)(jq)}\, @b_{pq}",
            formula.backward[0],
        ),
        Derivation(
            r"@b^{\nabla}_{pq} = \frac{\partial l}{\partial @b_{pq}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @b_{pq}}",
            r"= \sum_{ij} @a_{ij}\, @y^{\nabla}_{(ip)(jq)}",
            formula.backward[1],
        ),
    )
    cases = (
        Case([1.0, -2.0], [0.5, 3.0, -1.5]),
        Case([[0.5, -1.5], [2.0, 1.0]], B),
        Case(A, [0.5, 3.0]),
        Case([0.5, 3.0], STACK),
        Case(2.0, A),
        Case(2.0, 3.0),
        Case([], A),
    )
    source = NUMPY.format("kron")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.kron(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        rows, inner = _same_rank(a.shape, b.shape)
        # Axis by axis: which block, and where in the block.
        blocks = np.reshape(
            g, tuple(side for both in zip(rows, inner, strict=True) for side in both)
        )
        every = tuple(range(len(rows)))
        in_blocks, of_blocks = tuple(2 * i + 1 for i in every), tuple(2 * i for i in every)
        ga = gb = None
        if context.needs(0):
            by_blocks = np.tensordot(blocks, np.reshape(b, inner), axes=(in_blocks, every))
            ga = np.reshape(by_blocks, a.shape)
        if context.needs(1):
            within = np.tensordot(np.reshape(a, rows), blocks, axes=(every, of_blocks))
            gb = np.reshape(within, b.shape)
        return ga, gb

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        shape = tuple(n * p for n, p in zip(*_same_rank(a, b), strict=True))
        return cls.planned((a, b), shape, flops=size_of(shape))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = context.shape(0), context.shape(1)
        sides = _same_rank(*shapes)[1]
        rank = len(sides)
        for near in indices(shapes[1 - slot]):
            i, p = (index, near) if slot == 0 else (near, index)
            i, p = (0,) * (rank - len(i)) + i, (0,) * (rank - len(p)) + p
            place = tuple(n * side + m for n, side, m in zip(i, sides, p, strict=True))
            yield Cell("gradient", 0, place), Cell("input", 1 - slot, near)


def _same_rank(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Give the shorter of two shapes axes of size 1 in front."""
    rank = max(len(a), len(b))
    return (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b


class Cross(Op):
    """The vector at right angles to two vectors of size 3, along an axis: (3), (3) → (3)."""

    name = "cross"
    title = "cross product"
    symbol = "a×b"
    overhead = 1_700
    asks_first = True
    saves = ("a", "b")
    formula = Formula(
        r"@y = @a \times @b",
        (r"@a^{\nabla} = @b \times @y^{\nabla}", r"@b^{\nabla} = @y^{\nabla} \times @a"),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_i = \frac{\partial l}{\partial @a_i}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @a_i}",
            r"= @b_{i+1}\, @y^{\nabla}_{i+2} - @b_{i+2}\, @y^{\nabla}_{i+1},"
            r" \quad \text{counting } 0, 1, 2, 0, 1, \ldots",
            r"@a^{\nabla} = @b \times @y^{\nabla}",
        ),
        Derivation(
            r"@b^{\nabla}_i = \frac{\partial l}{\partial @b_i}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @b_i}",
            r"= @y^{\nabla}_{i+1}\, @a_{i+2} - @y^{\nabla}_{i+2}\, @a_{i+1},"
            r" \quad \text{counting } 0, 1, 2, 0, 1, \ldots",
            r"@b^{\nabla} = @y^{\nabla} \times @a",
        ),
    )
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0, -1.5]),
        Case(A, [0.5, 3.0, -1.5]),
        Case(B, [[0.5, 1.0], [3.0, -1.0], [-1.5, 2.0]], axis=0),
        Case(STACK, A),
        Case(np.zeros((0, 3)), [0.5, 3.0, -1.5]),
    )
    source = NUMPY.format("cross")

    @staticmethod
    def forward(context: Context, a: Value, b: Value, *, axis: int = -1) -> Value:
        return np.cross(a, b, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b, axis = context.input(0), context.input(1), context.constants["axis"]
        ga = np.cross(b, g, axis=axis) if context.needs(0) else None
        return ga, np.cross(g, a, axis=axis) if context.needs(1) else None

    @classmethod
    def plan(cls, a: Shape, b: Shape, *, axis: int = -1) -> Plan:
        if axis >= 0 and len(a) != len(b):
            raise ShapeError(
                f"axis {axis} of tensors of ranks {len(a)} and {len(b)}",
                hint="Count the axis from behind, as -1: ranks that differ are lined up there.",
            )
        sides = tuple(shape[axis_of(len(shape), axis)] for shape in (a, b))
        if sides != (3, 3):
            raise ShapeError(
                f"vectors of the sizes {sides[0]} and {sides[1]}",
                hint="A cross product takes two vectors of size 3; `axis` says where they lie.",
            )
        shape = broadcast(a, b)
        return cls.planned((a, b), shape, flops=3 * size_of(shape))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = context.shape(0), context.shape(1)
        axis = context.constants["axis"] % len(shapes[slot]) - len(shapes[slot])
        for place in indices(broadcast(*shapes)):
            own, i = source_of(place, shapes[slot]), index[axis]
            if own != index:
                continue
            # The place is that of element i; the other two follow it in the circle 0, 1, 2.
            for sign, step in ((1.0, 1), (-1.0, 2)):
                j, k = (i + step) % 3, (i - step) % 3
                near = source_of(_moved(place, axis, j), shapes[1 - slot])
                above = Cell("gradient", 0, _moved(place, axis, k))
                factor = Factor(sign if slot == 0 else -sign)
                yield factor, above, Cell("input", 1 - slot, near)


def _moved(place: tuple[int, ...], axis: int, i: int) -> tuple[int, ...]:
    """Give the place with another number along an axis that is counted from behind."""
    return replaced(place, axis % len(place), i)
