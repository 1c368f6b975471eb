"""Eigenvalues of symmetric matrices, and singular values of all.

Operation counts: G. Golub, C. Van Loan, «Matrix Computations», 2013.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError
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
    indices,
    rectangle_of,
    square_of,
)

POSITIVE = [[2.0, 0.5], [0.5, 1.0]]
SYMMETRIC = [[0.5, -1.5, 1.0], [-1.5, 3.0, -0.25], [1.0, -0.25, -2.0]]
TALL = [[2.0, -0.5], [0.25, 1.5], [-1.0, 0.75]]
WIDE = [[2.0, -0.5, 1.0], [0.25, 1.5, -0.75]]
SQUARE = [[2.0, -1.5], [0.5, 1.0]]
NO_MATRIX = np.zeros((0, 0))

TRIANGLE = "only one triangle is read, as in LAPACK: the gradient is shared evenly with the other"


def _check_finite(x: Value) -> None:
    if not np.all(np.isfinite(x)):
        raise DomainError(
            "the matrix holds NaN or an infinity",
            code="not-finite",
            hint="It has no eigenvalues and no singular values then.",
        )


def _check_triangle(uplo: str) -> None:
    if uplo.upper() not in ("L", "U"):
        raise DomainError(
            f"UPLO is {uplo!r}", hint='It is "L" to read the lower triangle, or "U" for the upper.'
        )


class Eigh(Op):
    """The eigenvalues of a symmetric matrix, in ascending order, and its eigenvectors as columns.

    (..., n, n) → (..., n), (..., n, n)
    """

    name = "eigh"
    title = "eigenvalues and eigenvectors"
    symbol = "eigh"
    overhead = 300
    flop = 0.1
    outputs = ("w", "v")
    saves = ("w", "v")
    formula = Formula(
        r"@w, @v: \quad @x\,@v = @v\, \mathrm{diag}(@w), \quad @v^{\mathsf T} @v = \mathbf I",
        (
            (
                r"@x^{\nabla} = \tfrac12 (\mathbf P + \mathbf P^{\mathsf T}), \quad"
                r" \mathbf P = @v \big(\mathrm{diag}(@w^{\nabla})"
                r" + \mathbf F \otimes @v^{\mathsf T} @v^{\nabla}\big)\, @v^{\mathsf T}, \quad"
                r" \mathbf F_{ij} = \frac{1}{@w_j - @w_i}, \; \mathbf F_{ii} = 0"
            ),
        ),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_k @w^{\nabla}_k \frac{\partial @w_k}{\partial @x_{ij}}"
            r" + \sum_{kl} @v^{\nabla}_{kl} \frac{\partial @v_{kl}}{\partial @x_{ij}}",
            r"= \tfrac12 (\mathbf P_{ij} + \mathbf P_{ji}), \quad"
            r" \mathbf P_{ij} = \sum_k @w^{\nabla}_k\, @v_{ik}\, @v_{jk} + \sum_{k \ne l}"
            r" \frac{(@v^{\mathsf T} @v^{\nabla})_{kl}}{@w_l - @w_k}\, @v_{ik}\, @v_{jl}",
            formula.backward[0],
        ),
    )
    domain = (Domain(matrix="symmetric"),)
    kinks = (
        TRIANGLE,
        (
            "equal eigenvalues: their eigenvectors have no derivative, which comes out as NaN or"
            " infinite; that of the eigenvalues alone is right in sum"
        ),
        "the signs of the eigenvectors are LAPACK's",
    )
    cases = (
        Case(POSITIVE),
        Case(SYMMETRIC),
        Case(SYMMETRIC, uplo="U"),
        Case([POSITIVE, [[1.5, -0.25], [-0.25, -0.5]]]),
        Case([[-1.5]]),
        Case(NO_MATRIX),
    )
    source = "M. Seeger and others, 2017, https://doi.org/10.48550/arXiv.1710.08717"

    @staticmethod
    def forward(context: Context, x: Value, *, uplo: str = "L") -> Value:
        _check_finite(x)
        return tuple(np.linalg.eigh(x, uplo))  # type: ignore[call-overload]  # plan checks it

    @staticmethod
    def backward(context: Context, gw: Value | None, gv: Value | None) -> Any:
        w, v = context.output(0), context.output(1)
        inner: Value = 0.0
        if gw is not None:
            inner = inner + _diagonal(gw)
        if gv is not None:
            inner = inner + _over_gaps(w) * (v.mT @ gv)
        x = v @ inner @ v.mT
        return (x + x.mT) / 2

    @classmethod
    def plan(cls, x: Shape, *, uplo: str = "L") -> Plan:
        _check_triangle(uplo)
        stack, n = square_of(x)
        return cls.planned(
            (x,), (*stack, n), x, flops=size_of(stack) * 9 * n**3, turns=size_of(stack)
        )


def _diagonal(numbers: Value) -> Value:
    """Make a diagonal matrix of each vector of a stack."""
    return np.expand_dims(numbers, -1) * np.eye(numbers.shape[-1])


def _over_gaps(numbers: Value) -> Value:
    """Give 1 / (number j - number i) for each pair i, j of a vector, and 0 where i = j."""
    same = np.eye(numbers.shape[-1])
    gaps = np.expand_dims(numbers, -2) - np.expand_dims(numbers, -1)
    return (1 - same) / (gaps + same)


class Eigvalsh(Op):
    """The eigenvalues of a symmetric matrix, in ascending order: (..., n, n) → (..., n)."""

    name = "eigvalsh"
    title = "eigenvalues of a symmetric matrix"
    symbol = "λ"
    overhead = 400
    flop = 0.1
    saves = ("x",)
    formula = Formula(
        r"@y: \quad @x\,\mathbf V = \mathbf V\, \mathrm{diag}(@y),"
        r" \quad \mathbf V^{\mathsf T} \mathbf V = \mathbf I",
        (r"@x^{\nabla} = \mathbf V\, \mathrm{diag}(@y^{\nabla})\, \mathbf V^{\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @x_{ij}}",
            r"= \sum_k @y^{\nabla}_k\, \mathbf V_{ik}\, \mathbf V_{jk}",
            formula.backward[0],
        ),
    )
    domain = (Domain(matrix="symmetric"),)
    kinks = (TRIANGLE, "equal eigenvalues: each has a derivative only together with the others")
    cases = Eigh.cases
    source = GILES

    @staticmethod
    def forward(context: Context, x: Value, *, uplo: str = "L") -> Value:
        _check_finite(x)
        return np.linalg.eigvalsh(x, uplo)  # type: ignore[call-overload]  # plan checks it

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        _, v = context.apply("eigh", context.input(0), uplo=context.constants["uplo"])
        return v @ _diagonal(g) @ v.mT

    @classmethod
    def plan(cls, x: Shape, *, uplo: str = "L") -> Plan:
        _check_triangle(uplo)
        stack, n = square_of(x)
        return cls.planned(
            (x,), (*stack, n), flops=size_of(stack) * 4 * n**3 // 3, turns=size_of(stack)
        )

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *stack, i, j = index
        matrix = np.asarray(context.input(0))[tuple(stack)]
        _, v = np.linalg.eigh(matrix, UPLO=context.constants["uplo"])
        cells = tuple(Cell("input", 0, (*stack, *place)) for place in indices(matrix.shape))
        for k in range(len(v)):
            slope = float(v[i, k] * v[j, k])
            text = r"\mathbf V_{ik}\, \mathbf V_{jk}"
            yield Cell("gradient", 0, (*stack, k)), Factor(slope, text, cells)


BACK_THROUGH_SVD = (
    r"@x^{\nabla} = @u\, \mathbf M\, @vh"
    r" + (\mathbf I - @u @u^{\mathsf T})\, @u^{\nabla}\, \mathbf S^{-1} @vh"
    r" + @u\, \mathbf S^{-1} @vh^{\nabla}\, (\mathbf I - @vh^{\mathsf T} @vh),"
    r" \quad \mathbf M = \mathrm{diag}(@s^{\nabla})"
    r" + (\mathbf F \otimes A(@u^{\mathsf T} @u^{\nabla}))\, \mathbf S"
    r" + \mathbf S\, (\mathbf F \otimes A(@vh\, @vh^{\nabla\mathsf T})),"
    r" \quad \mathbf S = \mathrm{diag}(@s), \quad \mathbf F_{ij} ="
    r" \frac{1}{@s_j^2 - @s_i^2}, \; \mathbf F_{ii} = 0, \quad A(\mathbf B) ="
    r" \mathbf B - \mathbf B^{\mathsf T}"
)


class SVD(Op):
    """A matrix as u diag(s) vh: u and vh orthogonal, s the singular values in descending order.

    (..., m, n) → (..., m, k), (..., k), (..., k, n) with k the smaller of m and n.
    """

    name = "svd"
    title = "singular value decomposition"
    symbol = "SVD"
    overhead = 700
    flop = 0.1
    outputs = ("u", "s", "vh")
    asks_first = True
    saves = ("u", "s", "vh")
    formula = Formula(
        r"@u\, \mathrm{diag}(@s)\, @vh = @x, \quad @u^{\mathsf T} @u = @vh\, @vh^{\mathsf T}"
        r" = \mathbf I",
        (BACK_THROUGH_SVD,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum @u^{\nabla}_{kl} \frac{\partial @u_{kl}}{\partial @x_{ij}}"
            r" + \sum @s^{\nabla}_k \frac{\partial @s_k}{\partial @x_{ij}}"
            r" + \sum @vh^{\nabla}_{kl} \frac{\partial @vh_{kl}}{\partial @x_{ij}}",
            r"= \sum_{kl} @u_{ik}\, \mathbf M_{kl}\, @vh_{lj} \; \text{if square}",
            BACK_THROUGH_SVD,
        ),
    )
    domain = (Domain(matrix="full-rank"),)
    kinks = (
        (
            "equal singular values: their vectors have no derivative, which comes out as NaN or"
            " infinite; that of the singular values alone is right in sum"
        ),
        "a singular value of 0 of a matrix that is not square: the same",
        "the signs of the columns of u and the rows of vh are LAPACK's",
    )
    cases = (
        Case(SQUARE),
        Case(TALL, full_matrices=False),
        Case(WIDE, full_matrices=False),
        Case([TALL, [[1.0, 2.0], [-1.0, 0.5], [0.25, 0.75]]], full_matrices=False),
        Case([[-1.5]]),
        Case(np.zeros((0, 2, 2))),
    )
    source = "J. Townsend, 2016, https://j-towns.github.io/papers/svd-derivative.pdf"

    @staticmethod
    def forward(context: Context, x: Value, *, full_matrices: bool = True) -> Value:
        _check_finite(x)
        return tuple(np.linalg.svd(x, full_matrices=False))

    @staticmethod
    def backward(context: Context, gu: Value | None, gs: Value | None, gvh: Value | None) -> Any:
        u, s, vh = (context.output(i) for i in range(3))
        ut, f = u.mT, _over_gaps(s * s)
        row, column = np.expand_dims(s, -2), np.expand_dims(s, -1)
        inner: Value = np.zeros((s.shape[-1],) * 2)
        outside: Value = 0.0
        if gs is not None:
            inner = inner + _diagonal(gs)
        if gu is not None:
            twist = ut @ gu
            inner = inner + f * (twist - twist.mT) * row
            if u.shape[-2] > s.shape[-1]:
                outside = outside + (gu - u @ twist) / row @ vh
        if gvh is not None:
            twist = vh @ gvh.mT
            inner = inner + column * f * (twist - twist.mT)
            if vh.shape[-1] > s.shape[-1]:
                outside = outside + (u / row) @ (gvh - twist.mT @ vh)
        return u @ inner @ vh + outside

    @classmethod
    def plan(cls, x: Shape, *, full_matrices: bool = True) -> Plan:
        stack, m, n, k = rectangle_of(x)
        _check_full(x, full_matrices)
        work = size_of(stack) * (6 * m * n * k + 20 * k**3)
        return cls.planned(
            (x,), (*stack, m, k), (*stack, k), (*stack, k, n), flops=work, turns=size_of(stack)
        )


def _check_full(shape: Shape, full_matrices: bool) -> None:
    if full_matrices and shape[-1] != shape[-2]:
        raise DomainError(
            f"full u and vh are asked of a matrix of {shape[-2:]}",
            hint="Only the singular vectors that belong to a singular value have a derivative: "
            "write `full_matrices=False`.",
        )


class Svdvals(Op):
    """The singular values of a matrix, in descending order: (..., m, n) → (..., min(m, n))."""

    name = "svdvals"
    title = "singular values"
    symbol = "σ(x)"
    overhead = 300
    flop = 0.1
    saves = ("x",)
    formula = Formula(
        r"@y: \quad @x = \mathbf U\, \mathrm{diag}(@y)\, \mathbf V^{\mathsf T}",
        (r"@x^{\nabla} = \mathbf U\, \mathrm{diag}(@y^{\nabla})\, \mathbf V^{\mathsf T}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_k @y^{\nabla}_k \frac{\partial @y_k}{\partial @x_{ij}}",
            r"= \sum_k @y^{\nabla}_k\, \mathbf U_{ik}\, \mathbf V_{jk}",
            formula.backward[0],
        ),
    )
    domain = (Domain(matrix="full-rank"),)
    kinks = (
        "equal singular values: each has a derivative only together with the others",
        "a singular value of 0: its gradient is one of several",
    )
    cases = (
        Case(SQUARE),
        Case(TALL),
        Case(WIDE),
        Case([TALL, [[1.0, 2.0], [-1.0, 0.5], [0.25, 0.75]]]),
        Case([[-1.5]]),
        Case(np.zeros((0, 2, 2))),
    )
    source = GILES

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        _check_finite(x)
        return np.linalg.svdvals(x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        u, _, vh = context.apply("svd", context.input(0), full_matrices=False)
        return (u * np.expand_dims(g, -2)) @ vh

    @classmethod
    def plan(cls, x: Shape) -> Plan:
        stack, _, _, k = rectangle_of(x)
        work = size_of(stack) * (4 * max(x[-2:]) * k**2 - 4 * k**3 // 3)
        return cls.planned((x,), (*stack, k), flops=work, turns=size_of(stack))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *stack, i, j = index
        matrix = np.asarray(context.input(0))[tuple(stack)]
        u, s, vh = np.linalg.svd(matrix, full_matrices=False)
        cells = tuple(Cell("input", 0, (*stack, *place)) for place in indices(matrix.shape))
        for k in range(len(s)):
            slope = float(u[i, k] * vh[k, j])
            text = r"\mathbf U_{ik}\, \mathbf V_{jk}"
            yield Cell("gradient", 0, (*stack, k)), Factor(slope, text, cells)
