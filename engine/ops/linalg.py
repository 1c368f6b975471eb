"""Products that sum: of matrices and, along any axes, of tensors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    AxisPairs,
    Case,
    Cell,
    Context,
    Contraction,
    Derivation,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    broadcast,
    copies_of,
    index_at,
    indices,
    position_of,
    source_of,
)

A = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
B = [[1.0, -0.5], [0.25, 2.0], [-1.0, 1.5]]
STACK = [A, [[1.5, 0.5, -1.0], [-2.0, 0.75, 1.0]]]


class Matmul(Op):
    """The matrix product, with NumPy's rules: (n, k) · (k, m) → (n, m), vectors and stacks too."""

    name = "matmul"
    title = "matrix product"
    symbol = "@"
    flop = 0.1
    aliases = ("mm", "bmm", "mv")
    saves = ("a", "b")
    flops_per_product = 2
    formula = Formula(
        r"@y = @a\,@b",
        (
            r"@a^{\nabla} = @y^{\nabla}\,@b^{\mathsf T}",
            r"@b^{\nabla} = @a^{\mathsf T}\,@y^{\nabla}",
        ),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_{ij} = \frac{\partial l}{\partial @a_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @a_{ij}}",
            r"= \sum_{l} @y^{\nabla}_{il}\, @b_{jl}",
            r"@a^{\nabla} = @y^{\nabla}\,@b^{\mathsf T}",
        ),
        Derivation(
            r"@b^{\nabla}_{ij} = \frac{\partial l}{\partial @b_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @b_{ij}}",
            r"= \sum_{k} @a_{ki}\, @y^{\nabla}_{kj}",
            r"@b^{\nabla} = @a^{\mathsf T}\,@y^{\nabla}",
        ),
    )
    cases = (
        Case(A, B),
        Case(A, [1.0, -2.0, 0.5]),
        Case([1.0, -2.0], A),
        Case([1.0, -2.0], [0.5, 3.0]),
        Case(STACK, B),
        Case(A, [B, B]),
        Case([1.0, -2.0], STACK),
        Case(STACK, [1.0, -2.0, 0.5]),
        Case([STACK], [[B], [B]]),
        Case([[], []], np.zeros((0, 3))),
        Case(np.zeros((0, 2, 3)), B),
    )
    source = "The lecture, «Tensor backpropagation»"

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a @ b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.inputs
        ga = _times_transposed(g, b.value, a.value.ndim) if a.differentiable else None
        gb = _transposed_times(a.value, g, b.value.ndim) if b.differentiable else None
        return ga, gb

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        if not a or not b:
            raise ShapeError(
                "a matrix product needs vectors or matrices, not scalars",
                hint="Multiply by a scalar with `*`.",
            )
        inner, other = a[-1], b[-2] if len(b) > 1 else b[-1]
        if inner != other:
            raise ShapeError(
                f"inner sizes {inner} and {other} differ",
                hint="(n, k) @ (k, m) gives (n, m): the inner sizes k must be equal. "
                "`.T` transposes a matrix.",
            )
        shape = broadcast(a[:-2], b[:-2]) + a[-2:-1] + b[-1:][: len(b) - 1]
        return cls.planned((a, b), shape, flops=2 * size_of(shape) * inner)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        a, b = context.shape(0), context.shape(1)
        stacks = a[:-2], b[:-2]
        rows, columns = a[-2:-1], b[-1:][: len(b) - 1]
        own = index[: len(stacks[slot])]
        rest = index[len(own) :]
        for place in copies_of(own, stacks[slot], broadcast(*stacks)):
            near = source_of(place, stacks[1 - slot])
            if slot == 0:
                row, k = rest[:-1], rest[-1:]
                for column in indices(columns):
                    yield (
                        Cell("gradient", 0, place + row + column),
                        Cell("input", 1, near + k + column),
                    )
            else:
                k, column = rest[:1], rest[1:]
                for row in indices(rows):
                    yield (
                        Cell("gradient", 0, place + row + column),
                        Cell("input", 0, near + row + k),
                    )


def _times_transposed(g: Value, b: Value, rank: int) -> Value:
    """Give g bᵀ, the gradient of an ``a`` of this rank; a vector on the left counts as a row."""
    if b.ndim == 1:
        return g[..., None] * b if rank > 1 else g * b
    return g @ b.mT if rank > 1 else (b @ g[..., None])[..., 0]


def _transposed_times(a: Value, g: Value, rank: int) -> Value:
    """Give aᵀ g, the gradient of a ``b`` of this rank; a vector on the right counts as a column."""
    if a.ndim == 1:
        return a[:, None] * g[..., None, :] if rank > 1 else a * g
    if rank > 1:
        return a.mT @ g
    return g @ a if a.ndim == 2 else (a.mT @ g[..., None])[..., 0]


class Dot(Contraction):
    """The inner product of two vectors, (n) · (n) → (); of matrices, what NumPy calls dot too.

    For any ranks, the last axis of ``a`` and the last but one of ``b`` are summed over.
    """

    name = "dot"
    title = "inner product"
    symbol = "·"
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0, -1.5]),
        Case(A, B),
        Case(A, [1.0, -2.0, 0.5]),
        Case([1.0, -2.0], A),
        Case(STACK, [B, B]),
        Case(STACK, [1.0, -2.0, 0.5]),
        Case(2.0, A),
        Case([[], []], np.zeros((0, 3))),
    )
    source = NUMPY.format("dot")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.dot(a, b)

    @classmethod
    def backward(cls, context: Context, g: Value) -> Any:
        if 0 < len(context.shape(0)) <= 2 and 0 < len(context.shape(1)) <= 2:
            return Matmul.backward(context, g)
        return super().backward(context, g)

    @classmethod
    def pairs(cls, a: Shape, b: Shape) -> AxisPairs:
        """Sum over the last axis of the first, and the last but one of the second."""
        if not a or not b:
            return (), ()
        return (len(a) - 1,), (max(len(b) - 2, 0),)


class Inner(Contraction):
    """The inner product along the last axes: (n) · (n) → (), (i, n) · (j, n) → (i, j)."""

    name = "inner"
    title = "inner product of last axes"
    symbol = "⟨ ⟩"
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0, -1.5]),
        Case(A, [[0.5, 3.0, -1.5]]),
        Case(STACK, [1.0, -2.0, 0.5]),
        Case([1.0, -2.0, 0.5], STACK),
        Case(2.0, A),
        Case([[], []], [[], [], []]),
    )
    source = NUMPY.format("inner")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.inner(a, b)

    @classmethod
    def pairs(cls, a: Shape, b: Shape) -> AxisPairs:
        """Sum over the last axis of both."""
        if not a or not b:
            return (), ()
        return (len(a) - 1,), (len(b) - 1,)


class Tensordot(Contraction):
    """Sums over pairs of axes: the last n of one and the first n of the other, or those named."""

    name = "tensordot"
    title = "tensor contraction"
    symbol = "⊙"
    asks_first = True
    cases = (
        Case(A, B, axes=1),
        Case(STACK, A),
        Case(STACK, [B, B], axes=((2, 0), (1, 0))),
        Case(STACK, A, axes=(-1, 1)),
        Case(A, [0.5, 3.0], axes=0),
        Case(2.0, A, axes=0),
        Case([[], []], np.zeros((0, 3)), axes=1),
    )
    source = NUMPY.format("tensordot")

    @staticmethod
    def forward(
        context: Context,
        a: Value,
        b: Value,
        *,
        axes: int | tuple[int | tuple[int, ...], int | tuple[int, ...]] = 2,
    ) -> Value:
        return np.tensordot(a, b, axes=axes)

    @classmethod
    def pairs(cls, a: Shape, b: Shape, *, axes: Any = 2) -> AxisPairs:
        """Read the two ways in which axes are named. Raises ShapeError."""
        if isinstance(axes, int):
            if not 0 <= axes <= min(len(a), len(b)):
                raise ShapeError(
                    f"{axes} axes of tensors of ranks {len(a)} and {len(b)}",
                    hint="As many axes are summed over as both tensors have, at most.",
                )
            return tuple(range(len(a) - axes, len(a))), tuple(range(axes))
        of_a, of_b = (_listed(part) for part in axes) if len(axes) == 2 else ((), (0,))
        if len(of_a) != len(of_b):
            raise ShapeError(
                f"{axes} does not name axes in pairs",
                hint="Name as many of the first as of the second: `axes=((0, 1), (1, 2))`.",
            )
        pair = tuple(axis_of(len(a), i) for i in of_a), tuple(axis_of(len(b), i) for i in of_b)
        if any(len(set(part)) < len(part) for part in pair):
            raise ShapeError("an axis is named twice", hint="Name each axis once.")
        return pair


def _listed(axes: int | tuple[int, ...]) -> tuple[int, ...]:
    return (axes,) if isinstance(axes, int) else axes


class Vdot(Op):
    """The sum of the products of all elements, whatever the ranks: (n) · (n) → ()."""

    name = "vdot"
    title = "inner product of all elements"
    symbol = "v·v"
    commutative = True
    saves = ("a", "b")
    flops_per_product = 2
    formula = Formula(
        r"@y = \sum_i @a_i\, @b_i",
        (r"@a^{\nabla} = @y^{\nabla}\, @b", r"@b^{\nabla} = @y^{\nabla}\, @a"),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_i = \frac{\partial l}{\partial @a_i}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @a_i}",
            r"= @y^{\nabla}\, @b_i",
            r"@a^{\nabla} = @y^{\nabla}\, @b",
        ),
        Derivation(
            r"@b^{\nabla}_i = \frac{\partial l}{\partial @b_i}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @b_i}",
            r"= @y^{\nabla}\, @a_i",
            r"@b^{\nabla} = @y^{\nabla}\, @a",
        ),
    )
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0, -1.5]),
        Case(A, B),
        Case(2.0, [3.0]),
        Case([], []),
    )
    source = NUMPY.format("vdot")

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.vdot(a, b)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        return g * np.reshape(b, a.shape), g * np.reshape(a, b.shape)

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        if size_of(a) != size_of(b):
            raise ShapeError(
                f"{size_of(a)} and {size_of(b)} elements",
                hint="Each element needs a partner: as many elements in one as in the other.",
            )
        return cls.planned((a, b), (), flops=2 * size_of(a))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        partner = index_at(position_of(index, context.shape(slot)), context.shape(1 - slot))
        yield Cell("gradient", 0, ()), Cell("input", 1 - slot, partner)
