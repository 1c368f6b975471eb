"""Decisions: answers that jump, and so have no gradient."""

from __future__ import annotations

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import Axis, Case, Context, Formula, Op, Plan, Reduction, axes_of, reduced

MATRIX = [[0.5, -1.5, 0.0], [1.0, 3.0, -0.25]]
CASES = (Case(1.5), Case(MATRIX), Case(MATRIX, axis=0), Case(MATRIX, axis=-1, keepdims=True))

NUMPY = "https://numpy.org/doc/stable/reference/generated/numpy.{}.html"
YES_OR_NO = "Its answer is yes or no: there is nothing to vary by a little."
A_PLACE = "A place is a whole number: it jumps, and between jumps it does not move at all."


class AllOf(Reduction):
    """Whether every element is other than 0."""

    name = "all"
    title = "all"
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
    title = "any"
    symbol = "∃"
    differentiable = False
    reason = YES_OR_NO
    formula = Formula(r"@y_j = \bigvee_{i \to j} [@x_i \ne 0]")
    cases = (*CASES, Case(MATRIX, axis=(0, 1)))
    source = NUMPY.format("any")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return np.any(x, axis=axis, keepdims=keepdims)


class ArgMax(Op):
    """The place of the largest element, the first one where there are several."""

    name = "argmax"
    title = "place of the largest"
    symbol = "argmax"
    differentiable = False
    reason = A_PLACE
    formula = Formula(r"@y_j = \operatorname*{argmax}_{i \to j} @x_i")
    cases = CASES
    source = NUMPY.format("argmax")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = None, keepdims: bool = False
    ) -> Value:
        return np.argmax(x, axis=axis, keepdims=keepdims)

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None, keepdims: bool = False) -> Plan:
        return _choice(cls, x, axis, keepdims)


class ArgMin(Op):
    """The place of the smallest element, the first one where there are several."""

    name = "argmin"
    title = "place of the smallest"
    symbol = "argmin"
    differentiable = False
    reason = A_PLACE
    formula = Formula(r"@y_j = \operatorname*{argmin}_{i \to j} @x_i")
    cases = CASES
    source = NUMPY.format("argmin")

    @staticmethod
    def forward(
        context: Context, x: Value, *, axis: int | None = None, keepdims: bool = False
    ) -> Value:
        return np.argmin(x, axis=axis, keepdims=keepdims)

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None, keepdims: bool = False) -> Plan:
        return _choice(cls, x, axis, keepdims)


def _choice(op: type[Op], x: Shape, axis: int | None, keepdims: bool) -> Plan:
    """Plan an op that looks at every element and names one of each group."""
    if not all(x[i] for i in axes_of(len(x), axis)):
        raise ShapeError("no elements to choose from", hint=f"There is no {op.title} of nothing.")
    return op.planned((x,), reduced(x, axis, keepdims), flops=size_of(x))
