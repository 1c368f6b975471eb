"""Determinants of square matrices, and their logarithms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.op import (
    GILES,
    PYTORCH,
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
    indices,
    square_of,
)

A = [[2.0, -1.5], [0.5, 1.0]]
LARGER = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [2.0, 1.0, 0.75]]
STACK = [A, [[1.5, 0.5], [-2.0, 0.75]]]
NO_MATRIX = np.zeros((0, 0))

FULL_RANK = Domain(matrix="full-rank")

SMALL = 8
"""Up to this size, the cofactors of a singular matrix are worked out minor by minor."""

FLAT = 1e-4
"""A determinant so small beside the product of each row's largest element counts as 0 there."""


class Det(Op):
    """By how much a matrix stretches areas and volumes: (..., n, n) → (...)."""

    name = "det"
    title = "determinant"
    symbol = "det"
    overhead = 300
    flop = 0.1
    saves = ("x", "y")
    formula = Formula(
        r"@y = \det @x",
        (r"@x^{\nabla} = @y^{\nabla}\, @y\, @x^{-\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @x_{ij}}",
            r"= @y^{\nabla}\, C_{ij}, \quad @y = \sum_j @x_{ij}\, C_{ij},"
            r" \quad C_{ij} = (-1)^{i + j} \det @x \text{ without row } i \text{, column } j",
            r"@x^{\nabla} = @y^{\nabla}\, @y\, @x^{-\mathsf T}",
        ),
    )
    domain = (FULL_RANK,)
    kinks = (
        "a singular matrix: cofactors make the gradient, which needs no inverse; PyTorch sends 0",
        "a singular matrix of more than 8 rows: the first derivative is right, higher ones are not",
    )
    cases = (
        Case(A),
        Case(LARGER),
        Case(STACK),
        Case([[-1.5]]),
        Case([[0.5, 2.0], [1.0, -1.0]]),
        Case(NO_MATRIX),
    )
    source = GILES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        y = np.linalg.det(x)
        largest = np.abs(x).max(axis=-1, initial=0).prod(axis=-1)
        context.keep(flat=np.abs(y) <= (FLAT * largest if x.shape[-1] <= SMALL else 0))
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x = context.input(0)
        # Divided by a determinant that is almost 0, the terms of a second derivative would cancel.
        if np.any(context.fact("flat")):
            return _of_matrices(g) * _cofactors(context, x)
        return _of_matrices(g * context.output()) * context.apply("inv", x).mT

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        stack, n = square_of(x)
        matrices = size_of(stack)
        return cls.planned(
            (x,), stack, flops=matrices * _elimination(n), kept=matrices, turns=matrices
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *stack, i, j = index
        matrix = np.asarray(context.input(0))[tuple(stack)]
        minor = np.delete(np.delete(matrix, i, 0), j, 1)
        cells = [
            Cell("input", 0, (*stack, p, q)) for p, q in indices(matrix.shape) if p != i and q != j
        ]
        cofactor = (-1) ** (i + j) * float(np.linalg.det(minor))
        yield Cell("gradient", 0, tuple(stack)), Factor(cofactor, r"C_{ij}", tuple(cells))


class Slogdet(Op):
    """The sign of the determinant and the logarithm of its size, which does not overflow."""

    name = "slogdet"
    title = "sign and logarithm of the determinant"
    symbol = "ln|det|"
    overhead = 300
    flop = 0.1
    outputs = ("sign", "logabsdet")
    flat = ("sign",)
    saves = ("x", "sign")
    formula = Formula(
        r"@sign = \operatorname{sign} \det @x, \quad @logabsdet = \ln |\det @x|",
        (r"@x^{\nabla} = @logabsdet^{\nabla}\, @x^{-\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= @logabsdet^{\nabla} \frac{\partial @logabsdet}{\partial @x_{ij}}",
            r"= @logabsdet^{\nabla}\, \frac{C_{ij}}{\det @x}"
            r" = @logabsdet^{\nabla}\, (@x^{-1})_{ji}, \quad C \text{ the cofactors}",
            r"@x^{\nabla} = @logabsdet^{\nabla}\, @x^{-\mathsf T}",
        ),
    )
    domain = (FULL_RANK,)
    kinks = ("a singular matrix: the sign is 0, the logarithm minus infinity; so is its gradient",)
    cases = (
        Case(A),
        Case(LARGER),
        Case(STACK),
        Case([[-1.5]]),
        Case(NO_MATRIX),
    )
    source = GILES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return tuple(np.linalg.slogdet(x))

    @staticmethod
    def backward(context: Context, gsign: None, glog: Value) -> Any:
        singular = np.equal(context.output(0), 0)
        return _of_matrices(glog) * _inverse_turned(context, context.input(0), singular)

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        stack, n = square_of(x)
        return cls.planned(
            (x,),
            stack,
            stack,
            flops=size_of(stack) * _elimination(n),
            turns=size_of(stack) * _minors(n),
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        yield _of_logarithm(context, 1, index)


class Logdet(Op):
    """The logarithm of the determinant; NaN where that is negative."""

    name = "logdet"
    title = "logarithm of the determinant"
    symbol = "ln det"
    overhead = 300
    flop = 0.1
    saves = ("x", "y")
    formula = Formula(
        r"@y = \ln \det @x",
        (r"@x^{\nabla} = @y^{\nabla}\, @x^{-\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= @y^{\nabla} \frac{\partial @y}{\partial @x_{ij}}",
            r"= @y^{\nabla}\, \frac{C_{ij}}{\det @x} = @y^{\nabla}\, (@x^{-1})_{ji},"
            r" \quad C \text{ the cofactors}",
            r"@x^{\nabla} = @y^{\nabla}\, @x^{-\mathsf T}",
        ),
    )
    domain = (FULL_RANK,)
    kinks = ("a singular matrix: minus infinity; so is its gradient",)
    cases = (Case(A), Case(LARGER[::-1]), Case(STACK), Case([[1.5]]), Case(NO_MATRIX))
    source = PYTORCH.format("logdet")

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        sign, logarithm = np.linalg.slogdet(x)
        return np.where(sign < 0, np.nan, logarithm)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        singular = np.equal(context.output(), -np.inf)
        return _of_matrices(g) * _inverse_turned(context, context.input(0), singular)

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        stack, n = square_of(x)
        return cls.planned(
            (x,), stack, flops=size_of(stack) * _elimination(n), turns=size_of(stack) * _minors(n)
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        yield _of_logarithm(context, 0, index)


def _of_matrices(numbers: Value) -> Value:
    """Give one number for each matrix the two axes of the matrices."""
    return np.expand_dims(numbers, (-2, -1))


def _elimination(n: int) -> int:
    """Count the operations of an LU decomposition: two thirds of the cube of n."""
    return 2 * n**3 // 3


def _minors(n: int) -> int:
    """Count the determinants that are worked out for the cofactors of a singular matrix."""
    return 1 + n**2 // 3 if n <= SMALL else 1


def _inverse_turned(context: Context, x: Value, singular: Value) -> Value:
    """Give the inverse, transposed: cofactors over the determinant, were it even 0."""
    if np.any(singular):
        return _cofactors(context, x) / _of_matrices(np.linalg.det(x))
    return context.apply("inv", x).mT


def _cofactors(context: Context, x: Value) -> Value:
    """Give the matrix of cofactors, which a singular matrix has too.

    Large matrices are moved off the singular ones by as little as rounding would.
    """
    n = x.shape[-1]
    if n > SMALL:
        least = np.finfo(float).eps * np.abs(x).sum(axis=(-2, -1), keepdims=True) / n
        near = x + (least + np.finfo(float).tiny) * np.eye(n)
        return _of_matrices(np.linalg.det(near)) * context.apply("inv", near).mT
    others = np.array([[j for j in range(n) if j != i] for i in range(n)], dtype=int)
    # Row by row: the minors of all elements at once are forty times as large as the matrix.
    minors = [np.linalg.det(x[..., rows[None, :, None], others[:, None, :]]) for rows in others]
    signs = (-1.0) ** np.add.outer(np.arange(n), np.arange(n))
    return np.stack(minors, axis=-2) * signs


def _of_logarithm(context: Context, output: int, index: tuple[int, ...]) -> Term:
    """Write the gradient's one term, which holds an element of the inverse."""
    *stack, i, j = index
    inverse = np.linalg.inv(np.asarray(context.input(0))[tuple(stack)])
    cells = tuple(Cell("input", 0, (*stack, *place)) for place in indices(inverse.shape))
    factor = Factor(float(inverse[j, i]), r"(@x^{-1})_{ji}", cells)
    return Cell("gradient", output, tuple(stack)), factor
