"""Inverses and powers of square matrices, and systems of equations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    GILES,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    broadcast,
    indices,
    source_of,
    square_of,
)

A = [[2.0, -1.5], [0.5, 1.0]]
LARGER = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [2.0, 1.0, 0.75]]
STACK = [A, [[1.5, 0.5], [-2.0, 0.75]]]
B = [[1.0, -0.5, 2.0], [0.25, 2.0, -1.0]]
NO_MATRIX = np.zeros((0, 0))

FULL_RANK = Domain(matrix="full-rank")


class Inv(Op):
    """The matrix that takes back what a matrix does: (..., n, n) → (..., n, n)."""

    name = "inv"
    title = "inverse"
    symbol = "x⁻¹"
    flop = 0.1
    aliases = ("inverse",)
    saves = ("y",)
    formula = Formula(
        r"@y = @x^{-1}",
        (r"@x^{\nabla} = -@y^{\mathsf T}\, @y^{\nabla}\, @y^{\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @x_{ij}}",
            r"= -\sum_{kl} @y_{ki}\, @y^{\nabla}_{kl}\, @y_{jl},"
            r" \quad \text{since } d(@x\,@y) = d@x\,@y + @x\,d@y = 0",
            r"@x^{\nabla} = -@y^{\mathsf T}\, @y^{\nabla}\, @y^{\mathsf T}",
        ),
    )
    domain = (FULL_RANK,)
    kinks = ("a singular matrix has no inverse: it is refused",)
    cases = (
        Case(A),
        Case(LARGER),
        Case(STACK),
        Case([[-1.5]]),
        Case(NO_MATRIX),
        Case(np.zeros((0, 2, 2))),
    )
    source = GILES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        try:
            return np.linalg.inv(x)
        except np.linalg.LinAlgError:
            raise _singular(x) from None

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        yt = context.output().mT
        return -(yt @ g @ yt)

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        stack, n = square_of(x)
        return cls.planned((x,), x, flops=size_of(stack) * 2 * n**3, turns=size_of(stack))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *stack, i, j = index
        n = context.shape(0)[-1]
        for k, m in indices((n, n)):
            yield (
                Factor(-1.0),
                Cell("output", 0, (*stack, k, i)),
                Cell("gradient", 0, (*stack, k, m)),
                Cell("output", 0, (*stack, j, m)),
            )


def _singular(x: Value) -> DomainError:
    """Say which matrix cannot be inverted."""
    place = next((place for place in indices(x.shape[:-2]) if _is_singular(x[place])), ())
    which = f"the matrix at {', '.join(map(str, place))} of the stack" if place else "the matrix"
    return DomainError(
        f"{which} is singular",
        code="singular",
        hint="Its rows depend on one another, so what it does cannot be taken back. "
        "A small multiple of `eye(n)` added to it makes it regular.",
    )


def _is_singular(matrix: Value) -> bool:
    return bool(np.linalg.slogdet(matrix)[0] == 0)


class Solve(Op):
    """The solution y of the equations a y = b: (n, n), (n) → (n), or (..., n, n), (..., n, k)."""

    name = "solve"
    title = "solution of linear equations"
    symbol = "a⁻¹b"
    overhead = 500
    flop = 0.1
    saves = ("a", "y")
    formula = Formula(
        r"@y = @a^{-1}\, @b",
        (
            r"@a^{\nabla} = -@b^{\nabla}\, @y^{\mathsf T}",
            r"@b^{\nabla} = @a^{-\mathsf T}\, @y^{\nabla}",
        ),
    )
    derivation = (
        Derivation(
            r"@a^{\nabla}_{ij} = \frac{\partial l}{\partial @a_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @a_{ij}}",
            r"= -\sum_{kl} (@a^{-1})_{ki}\, @y^{\nabla}_{kl}\, @y_{jl},"
            r" \quad \text{since } d@a\,@y + @a\,d@y = 0",
            r"@a^{\nabla} = -@b^{\nabla}\, @y^{\mathsf T}",
        ),
        Derivation(
            r"@b^{\nabla}_{il} = \frac{\partial l}{\partial @b_{il}}",
            r"= \sum_{km} @y^{\nabla}_{km} \frac{\partial @y_{km}}{\partial @b_{il}}",
            r"= \sum_{k} (@a^{-1})_{ki}\, @y^{\nabla}_{kl}",
            r"@b^{\nabla} = @a^{-\mathsf T}\, @y^{\nabla}",
        ),
    )
    domain = (FULL_RANK, Domain())
    kinks = ("a singular matrix: there is no solution, or there are many; it is refused",)
    cases = (
        Case(A, [1.0, -2.0]),
        Case(LARGER, [1.0, -2.0, 0.5]),
        Case(A, B),
        Case(STACK, B),
        Case(A, [B, B]),
        Case(STACK, [1.0, -2.0]),
        Case([[-1.5]], [3.0]),
        Case(NO_MATRIX, []),
    )
    source = GILES

    @staticmethod
    def forward(context: Context, a: Value, b: Value) -> Value:
        try:
            return np.linalg.solve(a, b)
        except np.linalg.LinAlgError:
            raise _singular(a) from None

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        a, y = context.input(0), context.output()
        vector = len(context.shape(1)) == 1
        if vector:
            g, y = np.expand_dims(g, -1), np.expand_dims(y, -1)
        gb = context.apply("solve", a.mT, g)
        ga = -(gb @ y.mT) if context.needs(0) else None
        return ga, np.squeeze(gb, -1) if vector else gb

    @classmethod
    def plan(cls, a: Shape, b: Shape) -> Plan:
        stack, n = square_of(a)
        vector = len(b) == 1
        if not b or b[-1 if vector else -2] != n:
            raise ShapeError(
                f"{n} equations, and right sides of {b}",
                hint="The right sides are a vector with one number for each equation, or a matrix "
                "with one row for each.",
            )
        sides = 1 if vector else b[-1]
        stack = stack if vector else broadcast(stack, b[:-2])
        shape = (*stack, n) if vector else (*stack, n, sides)
        work = size_of(stack) * (2 * n**3 // 3 + 2 * n**2 * sides)
        return cls.planned((a, b), shape, flops=work, turns=size_of(stack))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = context.shape(0), context.shape(1)
        vector = len(shapes[1]) == 1
        stacks = shapes[0][:-2], () if vector else shapes[1][:-2]
        own = index[: len(stacks[slot])]
        inverses = np.linalg.inv(np.asarray(context.input(0)))
        columns = [()] if vector else [(column,) for column in range(shapes[1][-1])]
        for place in indices(broadcast(*stacks)):
            if source_of(place, stacks[slot]) != own:
                continue
            matrix = source_of(place, stacks[0])
            inverse = inverses[matrix]
            cells = tuple(Cell("input", 0, (*matrix, *at)) for at in indices(inverse.shape))
            i = index[len(own)]
            for k, column in ((k, c) for k in range(len(inverse)) for c in columns):
                above = Cell("gradient", 0, (*place, k, *column))
                entry = float(inverse[k, i])
                if slot == 0:
                    solution = Cell("output", 0, (*place, index[-1], *column))
                    yield Factor(-entry, r"-(@a^{-1})_{ki}", cells), above, solution
                elif column == index[len(own) + 1 :]:
                    yield Factor(entry, r"(@a^{-1})_{ki}", cells), above


SUM_OF_POWERS = (
    r"@x^{\nabla} = \sum_{k=0}^{n-1} (@x^{\mathsf T})^{k}\, @y^{\nabla}\, (@x^{\mathsf T})^{n-1-k},"
    r" \quad n > 0"
)


class MatrixPower(Op):
    """A square matrix multiplied with itself n times; a negative n takes the inverse."""

    name = "matrix_power"
    title = "power of a matrix"
    symbol = "xⁿ"
    overhead = 200
    flop = 0.1
    saves = ("x",)
    formula = Formula(
        r"@y = @x^n",
        (SUM_OF_POWERS,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{pq} @y^{\nabla}_{pq} \frac{\partial @y_{pq}}{\partial @x_{ij}}",
            r"= \sum_{pq} @y^{\nabla}_{pq} \sum_{k=0}^{n-1} (@x^{k})_{pi}\, (@x^{n-1-k})_{jq}",
            SUM_OF_POWERS,
        ),
    )
    domain = (FULL_RANK,)
    kinks = ("a singular matrix has no negative powers: they are refused",)
    cases = (
        Case(A, n=2),
        Case(A, n=5),
        Case(A, n=1),
        Case(A, n=0),
        Case(A, n=-1),
        Case(A, n=-3),
        Case(LARGER, n=3),
        Case(STACK, n=2),
        Case([[-1.5]], n=3),
        Case(NO_MATRIX, n=2),
    )
    source = "R. Mathias, 1996, https://doi.org/10.1137/S0895479895283409"

    @staticmethod
    def forward(context: Context, x: Value, *, n: int) -> Value:
        try:
            return np.linalg.matrix_power(x, n)
        except np.linalg.LinAlgError:
            raise _singular(x) from None

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        # The power of a block matrix holds the sum of the formula in its corner, for any n.
        xt = context.input(0).mT
        size = xt.shape[-1]
        above = np.concatenate([xt, g], axis=-1)
        below = np.concatenate([np.zeros(xt.shape), xt], axis=-1)
        blocks = np.concatenate([above, below], axis=-2)
        return context.apply("matrix_power", blocks, n=context.constants["n"])[..., :size, size:]

    @classmethod
    def plan(cls, x: Shape, *, n: int) -> Plan:
        stack, side = square_of(x)
        products = max(0, abs(n).bit_length() + abs(n).bit_count() - 2) + (n < 0)
        return cls.planned(
            (x,), x, flops=size_of(stack) * products * 2 * side**3, turns=size_of(stack)
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *stack, i, j = index
        n = context.constants["n"]
        matrix = np.asarray(context.input(0))[tuple(stack)]
        base = matrix if n >= 0 else np.linalg.inv(matrix)
        powers = [np.eye(len(matrix))]
        for _ in range(abs(n)):
            powers.append(powers[-1] @ base)
        cells = tuple(Cell("input", 0, (*stack, *place)) for place in indices(matrix.shape))
        for p, q in indices(matrix.shape):
            if n >= 0:
                parts = (powers[k][p, i] * powers[n - 1 - k][j, q] for k in range(n))
            else:
                parts = (-powers[k][p, i] * powers[1 - n - k][j, q] for k in range(1, 1 - n))
            slope = math.fsum(map(float, parts))
            above = Cell("gradient", 0, (*stack, p, q))
            yield above, Factor(slope, r"\sum_k (@x^{k})_{pi}\, (@x^{n-1-k})_{jq}", cells)
