"""Decisions: answers that jump, and so have no gradient."""

from __future__ import annotations

import numpy as np

from engine.arrays import Value
from engine.op import NUMPY, Axis, Case, Context, Formula, Reduction

MATRIX = [[0.5, -1.5, 0.0], [1.0, 3.0, -0.25]]
CASES = (Case(1.5), Case(MATRIX), Case(MATRIX, axis=0), Case(MATRIX, axis=-1, keepdims=True))

YES_OR_NO = "Its answer is yes or no: there is nothing to vary by a little."


class AllOf(Reduction):
    """Whether every element is other than 0."""

    name = "all"
    title = "logical and of all"
    symbol = "∀"
    differentiable = False
    reason = YES_OR_NO
    formula = Formula(r"@y_j = \bigwedge_{i \to j} [@x_i \ne 0]")
    cases = (*CASES, Case(MATRIX, axis=(0, 1)))
    source = NUMPY.format("all")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return np.all(x, axis=axis, keepdims=keepdims)


class AnyOf(Reduction):
    """Whether some element is other than 0."""

    name = "any"
    title = "logical or of all"
    symbol = "∃"
    differentiable = False
    reason = YES_OR_NO
    formula = Formula(r"@y_j = \bigvee_{i \to j} [@x_i \ne 0]")
    cases = (*CASES, Case(MATRIX, axis=(0, 1)))
    source = NUMPY.format("any")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return np.any(x, axis=axis, keepdims=keepdims)


class CountNonzero(Reduction):
    """How many elements are other than 0."""

    name = "count_nonzero"
    title = "count of those that are not 0"
    symbol = "#≠0"
    differentiable = False
    reason = "A count is a whole number: it jumps, and between jumps it does not move at all."
    formula = Formula(r"@y_j = \sum_{i \to j} [@x_i \ne 0]")
    cases = (*CASES, Case(MATRIX, axis=(0, 1)), Case([[], []], axis=1))
    source = NUMPY.format("count_nonzero")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return np.not_equal(x, 0).sum(axis=axis, keepdims=keepdims)
