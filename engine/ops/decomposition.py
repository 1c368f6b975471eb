"""Matrices taken apart into triangles and orthogonal matrices.

Operation counts: G. Golub, C. Van Loan, «Matrix Computations», 2013.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError
from engine.op import Case, Context, Derivation, Domain, Formula, Op, Plan, rectangle_of, square_of

POSITIVE = [[2.0, 0.5], [0.5, 1.0]]
POSITIVE_LARGER = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]]
TALL = [[2.0, -0.5], [0.25, 1.5], [-1.0, 0.75]]
WIDE = [[2.0, -0.5, 1.0], [0.25, 1.5, -0.75]]
SQUARE = [[2.0, -1.5], [0.5, 1.0]]
NO_MATRIX = np.zeros((0, 0))


def _symmetric(x: Value) -> Value:
    """Share each element evenly with its mirror image."""
    return (x + x.mT) / 2


class Cholesky(Op):
    """The lower triangle y with y yᵀ = x, of a symmetric x with positive eigenvalues.

    With ``upper``, the upper triangle y with yᵀ y = x.
    """

    name = "cholesky"
    title = "Cholesky decomposition"
    symbol = "chol"
    overhead = 300
    flop = 0.1
    saves = ("y",)
    formula = Formula(
        r"@y\,@y^{\mathsf T} = @x, \quad @y \text{ a lower triangle}",
        (
            (
                r"@x^{\nabla} = \tfrac12 (\mathbf P + \mathbf P^{\mathsf T}), \quad"
                r" \mathbf P = @y^{-\mathsf T}\, \Phi(@y^{\mathsf T} @y^{\nabla})\, @y^{-1},"
                r" \quad \Phi \text{: the lower triangle, half of its diagonal}"
            ),
        ),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{kl} @y^{\nabla}_{kl} \frac{\partial @y_{kl}}{\partial @x_{ij}}",
            r"= \langle @y^{\nabla}, @y\, \Phi(@y^{-1}\, \mathbf E_{ij}\, @y^{-\mathsf T}) \rangle,"
            r" \quad \Phi \text{: the lower triangle, half of its diagonal}",
            formula.backward[0],
        ),
    )
    domain = (Domain(matrix="positive-definite"),)
    kinks = (
        "only one triangle is read, as in LAPACK: the gradient is shared evenly with the other",
        "a matrix that is not positive definite is refused",
    )
    cases = (
        Case(POSITIVE),
        Case(POSITIVE_LARGER),
        Case(POSITIVE_LARGER, upper=True),
        Case([POSITIVE, [[1.5, -0.25], [-0.25, 0.5]]]),
        Case([[2.25]]),
        Case(NO_MATRIX),
    )
    source = "M. Seeger and others, 2017, https://doi.org/10.48550/arXiv.1710.08717"

    @staticmethod
    def forward(context: Context, x: Value, *, upper: bool = False) -> Value:
        try:
            return np.linalg.cholesky(x, upper=upper)
        except np.linalg.LinAlgError:
            raise DomainError(
                "the matrix is not positive definite",
                code="not-positive-definite",
                hint="All its eigenvalues must be greater than 0, as those of `a @ a.T` are where "
                "the rows of `a` do not depend on one another.",
            ) from None

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y = context.output()
        if context.constants["upper"]:
            y, g = y.mT, g.mT
        inverse = context.apply("inv", y)
        lower = np.tril(y.mT @ g)
        return _symmetric(inverse.mT @ (lower - lower * np.eye(y.shape[-1]) / 2) @ inverse)

    @classmethod
    def plan(cls, x: Shape, *, upper: bool = False) -> Plan:
        stack, n = square_of(x)
        return cls.planned((x,), x, flops=size_of(stack) * n**3 // 3, turns=size_of(stack))


class QR(Op):
    """A matrix as q r: q has orthonormal columns, r is an upper triangle.

    (..., m, n) → (..., m, k), (..., k, n) with k the smaller of m and n.
    """

    name = "qr"
    title = "QR decomposition"
    symbol = "QR"
    overhead = 900
    flop = 0.1
    outputs = ("q", "r")
    asks_first = True
    saves = ("q", "r")
    formula = Formula(
        r"@q\,@r = @x, \quad @q^{\mathsf T} @q = \mathbf I, \quad @r \text{ an upper triangle}",
        (
            (
                r"@x^{\nabla} = \big(@q^{\nabla} + @q\, S(@r\, @r^{\nabla\mathsf T}"
                r" - @q^{\nabla\mathsf T} @q)\big)\, @r^{-\mathsf T}, \quad m \ge n,"
                r" \quad S \text{: the lower triangle, mirrored into the upper one}"
            ),
        ),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ij} = \frac{\partial l}{\partial @x_{ij}}",
            r"= \sum_{kl} @q^{\nabla}_{kl} \frac{\partial @q_{kl}}{\partial @x_{ij}}"
            r" + \sum_{kl} @r^{\nabla}_{kl} \frac{\partial @r_{kl}}{\partial @x_{ij}}",
            r"= \Big(\big(@q^{\nabla} + @q\, S(@r\, @r^{\nabla\mathsf T}"
            r" - @q^{\nabla\mathsf T} @q)\big)\, @r^{-\mathsf T}\Big)_{ij},"
            r" \quad S \text{: the lower triangle, mirrored into the upper one}",
            formula.backward[0],
        ),
    )
    domain = (Domain(matrix="full-rank"),)
    kinks = (
        "columns that depend on one another: there is no derivative, which comes out as NaN",
        "the signs of the columns of q are LAPACK's",
    )
    cases = (
        Case(SQUARE),
        Case(TALL),
        Case(WIDE),
        Case([TALL, [[1.0, 2.0], [-1.0, 0.5], [0.25, 0.75]]]),
        Case([WIDE]),
        Case([[-1.5]]),
        Case(np.zeros((0, 3, 2))),
    )
    source = "S. Walter, L. Lehmann, 2010, https://doi.org/10.48550/arXiv.1009.6112"

    @staticmethod
    def forward(context: Context, x: Value, *, mode: str = "reduced") -> Value:
        return tuple(np.linalg.qr(x))

    @staticmethod
    def backward(context: Context, gq: Value | None, gr: Value | None) -> Any:
        q, r = context.output(0), context.output(1)
        gq = np.zeros(q.shape) if gq is None else gq
        gr = np.zeros(r.shape) if gr is None else gr
        rows = q.shape[-2]
        if rows >= r.shape[-1]:
            return _of_tall(context, q, r, gq, gr)
        # The first columns alone make q; the others are q times what stands above them in r.
        first, others = r[..., :rows], r[..., rows:]
        gfirst, gothers = gr[..., :rows], gr[..., rows:]
        gq = gq + q @ others @ gothers.mT
        return np.concatenate([_of_tall(context, q, first, gq, gfirst), q @ gothers], axis=-1)

    @classmethod
    def plan(cls, x: Shape, *, mode: str = "reduced") -> Plan:
        _check_mode(mode)
        stack, m, n, k = rectangle_of(x)
        triangle, orthogonal = 2 * k**2 * (max(m, n) - k / 3), 2 * k**2 * (m - k / 3)
        work = int(size_of(stack) * (triangle + orthogonal))
        return cls.planned((x,), (*stack, m, k), (*stack, k, n), flops=work, turns=size_of(stack))


def _check_mode(mode: str) -> None:
    if mode != "reduced":
        raise DomainError(
            f"mode is {mode!r}",
            hint='It is "reduced": r alone is the second of the two, and more columns of q than x '
            "has would have no derivative.",
        )


def _of_tall(context: Context, q: Value, r: Value, gq: Value, gr: Value) -> Value:
    """Give the gradient of a matrix with at least as many rows as columns."""
    dependent = np.any(np.equal(np.diagonal(r, 0, -2, -1), 0), axis=-1)
    if np.any(dependent):
        r = np.where(np.expand_dims(dependent, (-2, -1)), np.nan, r)
    m = r @ gr.mT - gq.mT @ q
    mirrored = np.tril(m) + np.tril(m, -1).mT
    return context.apply("solve", r, (gq + q @ mirrored).mT).mT
