"""Linear algebra. Gradients: M. Giles, «Collected matrix derivative results», 2008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import Case, Cell, Context, Derivation, Formula, Op, Plan, Term, broadcast, indices

A = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
B = [[1.0, -0.5], [0.25, 2.0], [-1.0, 1.5]]
STACK = [A, [[1.5, 0.5, -1.0], [-2.0, 0.75, 1.0]]]


class Matmul(Op):
    """The matrix product, with NumPy's rules: (n, k) · (k, m) → (n, m), vectors and stacks too."""

    name = "matmul"
    title = "matrix product"
    symbol = "@"
    aliases = ("mm", "bmm", "mv")
    saves = ("a", "b")
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
    )
    source = "The lecture, «Tensor backpropagation»"

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return a @ b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, b = context.input(0), context.input(1)
        # A vector on the left counts as one row, on the right as one column.
        row, column = a.ndim == 1, b.ndim == 1
        a = np.expand_dims(a, 0) if row else a
        b = np.expand_dims(b, 1) if column else b
        g = np.expand_dims(g, -1) if column else g
        g = np.expand_dims(g, -2) if row else g
        ga = g @ np.swapaxes(b, -1, -2) if context.needs(0) else None
        gb = np.swapaxes(a, -1, -2) @ g if context.needs(1) else None
        return (
            np.squeeze(ga, -2) if row and ga is not None else ga,
            np.squeeze(gb, -1) if column and gb is not None else gb,
        )

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
        stack = broadcast(a[:-2], b[:-2])
        for place in indices(stack + a[-2:-1] + (b[-1:] if len(b) > 1 else ())):
            row = place[len(stack) :][: len(a[-2:-1])]
            column = place[len(stack) + len(row) :]
            for k in range(a[-1]):
                left = _in_stack(place, len(stack), a) + row + (k,)
                right = (*_in_stack(place, len(stack), b), k, *column)
                if (left, right)[slot] == index:
                    other = Cell("input", 1 - slot, (right, left)[slot])
                    yield Cell("gradient", 0, place), other


class Dot(Op):
    """The inner product of two vectors, (n) · (n) → (); of matrices, what NumPy calls dot too."""

    name = "dot"
    title = "inner product"
    symbol = "·"
    saves = ("a", "b")
    formula = Formula(r"@y = @a \cdot @b", Matmul.formula.backward)
    derivation = Matmul.derivation
    cases = (
        Case([1.0, -2.0, 0.5], [0.5, 3.0, -1.5]),
        Case(A, B),
        Case(A, [1.0, -2.0, 0.5]),
        Case([1.0, -2.0], A),
    )
    source = "https://numpy.org/doc/stable/reference/generated/numpy.dot.html"

    forward = staticmethod(Matmul.forward)
    backward = staticmethod(Matmul.backward)
    element = staticmethod(Matmul.element)

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        if len(a) > 2 or len(b) > 2:
            raise ShapeError(
                "an inner product takes vectors or matrices, no stacks of them",
                hint="The matrix product `@` works on stacks.",
            )
        return Matmul.plan(a, b)


class Outer(Op):
    """Every product of an element of one vector with one of the other: (n), (m) → (n, m)."""

    name = "outer"
    title = "outer product"
    symbol = "⊗"
    aliases = ("ger",)
    saves = ("a", "b")
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
    cases = (Case([1.0, -2.0, 0.5], [0.5, 3.0]), Case([1.5], [0.5, 3.0]))
    source = "https://numpy.org/doc/stable/reference/generated/numpy.outer.html"

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        return np.expand_dims(a, 1) * b

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g @ context.input(1), context.input(0) @ g

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        if len(a) != 1 or len(b) != 1:
            raise ShapeError(
                "an outer product takes two vectors", hint="`flatten` makes a vector of a tensor."
            )
        return cls.planned((a, b), a + b, flops=size_of(a + b))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        (i,) = index
        (others,) = context.shape(1 - slot)
        for k in range(others):
            yield (
                Cell("gradient", 0, (i, k) if slot == 0 else (k, i)),
                Cell("input", 1 - slot, (k,)),
            )


class Trace(Op):
    """The sum of the diagonal of a matrix."""

    name = "trace"
    title = "trace"
    symbol = "tr"
    formula = Formula(
        r"@y = \sum_i @x_{ii}",
        (r"@x^{\nabla} = @y^{\nabla} \mathbf I",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @x_{ij}}",
            r"= @y^{\nabla}\, [i = j]",
            r"@x^{\nabla} = @y^{\nabla} \mathbf I",
        ),
    )
    cases = (Case([[0.5, -1.5], [2.0, 1.0]]), Case(A))
    source = "https://numpy.org/doc/stable/reference/generated/numpy.trace.html"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.trace(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        n, m = context.shape(0)
        return g * np.eye(n, m)

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        if len(x) != 2:
            raise ShapeError(
                f"a trace needs a matrix, not a tensor of rank {len(x)}",
                hint="Choose one matrix of a stack with an index.",
            )
        return cls.planned((x,), (), flops=min(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        if index[0] == index[1]:
            yield (Cell("gradient", 0, ()),)


def _in_stack(place: tuple[int, ...], rank: int, shape: Shape) -> tuple[int, ...]:
    """Say which matrix of a stack takes part at this place of the output."""
    sides = shape[:-2]
    near = place[rank - len(sides) : rank]
    return tuple(0 if side == 1 else i for i, side in zip(near, sides, strict=True))
