"""Linear algebra. Gradients: M. Giles, «Collected matrix derivative results», 2008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import Case, Cell, Context, Derivation, Domain, Formula, Op, Plan, Term, broadcast, indices

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
        (r"@a^{\nabla} = @y^{\nabla}\,@b^{\mathsf T}", r"@b^{\nabla} = @a^{\mathsf T}\,@y^{\nabla}"),
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
    domain = (Domain(), Domain())
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
    source = "The lecture, part 2, slides «V^∇», «h^∇» and «W^∇»"

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
                right = _in_stack(place, len(stack), b) + (k, *column)
                if (left, right)[slot] == index:
                    other = Cell("input", 1 - slot, (right, left)[slot])
                    yield Cell("gradient", 0, place), other


def _in_stack(place: tuple[int, ...], rank: int, shape: Shape) -> tuple[int, ...]:
    """Say which matrix of a stack takes part at this place of the output."""
    sides = shape[:-2]
    near = place[rank - len(sides) : rank]
    return tuple(0 if side == 1 else i for i, side in zip(near, sides, strict=True))
