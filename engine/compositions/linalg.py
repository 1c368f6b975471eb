"""Linear algebra made of ops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.compositions.composition import Composition
from engine.errors import DomainError, ShapeError
from engine.graph import apply
from engine.op import PYTORCH, Case, Domain, Formula, axes_of, axis_of
from engine.trace import label

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -2.5]]]

ORDERS = (None, "fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf)


class MatrixNorm(Composition):
    r"""How large a matrix is, measured in one of several ways.

    ``"fro"``, unless given: the root of the sum of squares. ``"nuc"``: the sum of the singular
    values. 2: the largest of them, -2 the smallest. 1: the largest sum of a column's absolute
    values, -1 the smallest. ``inf`` and ``-inf``: the same of the rows.
    """

    name = "matrix_norm"
    title = "norm of a matrix"
    formula = Formula(
        r"@y = \sqrt{\textstyle\sum_{ij} @x_{ij}^2}, \;"
        r" \textstyle\sum_k \sigma_k, \; \max_k \sigma_k, \; \max_j \textstyle\sum_i |@x_{ij}|"
        r" \; \text{or} \; \max_i \textstyle\sum_j |@x_{ij}|"
    )
    domain = (Domain(matrix="full-rank"),)
    kinks = (
        "sums of rows or columns, or singular values, that are equally large share the gradient",
        "all elements 0: the derivative of the root is taken as 0",
    )
    cases = (
        Case(MATRIX),
        Case(STACK, ord="fro", keepdims=True),
        Case(MATRIX, ord="nuc"),
        Case(MATRIX, ord=2),
        Case(STACK, ord=-2),
        Case(MATRIX, ord=1),
        Case(MATRIX, ord=-1),
        Case(MATRIX, ord=math.inf),
        Case(STACK, ord=-math.inf),
        Case(STACK, ord=1, axis=(0, -1)),
        Case(STACK, ord=2, axis=(1, 0), keepdims=True),
    )
    source = PYTORCH.format("linalg.matrix_norm")

    @staticmethod
    def forward(
        x: Any,
        *,
        ord: float | str | None = None,
        axis: tuple[int, ...] | None = None,
        keepdims: bool = False,
    ) -> Any:
        axis = (-2, -1) if axis is None else axis
        check_matrix_norm(x.shape, ord, axis)
        plane = tuple(axis_of(x.ndim, number) for number in axis)
        if plane != (x.ndim - 2, x.ndim - 1):
            x = np.moveaxis(x, plane, (-2, -1))
        y = _measured(x, ord)
        return np.expand_dims(y, axes_of(len(y.shape) + 2, plane)) if keepdims else y


def check_matrix_norm(
    shape: tuple[int, ...], ord: float | str | None, axis: tuple[int, ...]
) -> None:
    """Refuse what has no matrices, and orders that there are not. Raises EngineError."""
    if len(shape) < 2 or len(axis) != 2:
        raise ShapeError(
            f"{len(axis)} axes of {shape} hold no matrix",
            hint="A matrix lies along two axes.",
        )
    if ord not in ORDERS:
        raise DomainError(
            f"the order of the norm is {ord!r}",
            hint='Of a matrix it is "fro", "nuc", 1, -1, 2, -2, inf or -inf.',
        )
    rows, columns = (axis_of(len(shape), number) for number in axis)
    if rows == columns:
        raise ShapeError("an axis is named twice", hint="A matrix lies along two axes.")


def _measured(x: Any, ord: float | str | None) -> Any:
    """Measure the matrices along the last two axes."""
    if ord is None or ord == "fro":
        flat = np.reshape(x, (*x.shape[:-2], x.shape[-2] * x.shape[-1]))
        return apply("norm", flat, axis=-1)
    if ord in ("nuc", 2, -2):
        measures = label("s", apply("svdvals", x))
    else:
        measures = label("sums", apply("abs", x).sum(axis=-2 if abs(float(ord)) == 1 else -1))
    if ord == "nuc":
        return measures.sum(axis=-1)
    return measures.max(axis=-1) if float(ord) > 0 else measures.min(axis=-1)
