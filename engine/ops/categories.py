"""Categories: whole numbers that stand for classes or words, made into vectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Formula,
    Op,
    Plan,
    Term,
    indices,
    places_in,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
TABLE = [[0.5, -1.5], [1.0, 3.0], [2.0, -0.25]]


ROWS_ADDED = (
    r"@weight^{\nabla} = \mathbf 0, \; \text{then} \;"
    r" @weight^{\nabla}_{@indices_i} \mathrel{+}= @y^{\nabla}_i"
)


class OneHot(Op):
    """For each class label a row of zeros with a one at its place."""

    name = "one_hot"
    title = "one-hot vectors"
    symbol = "1ₖ"
    differentiable = False
    reason = "A label is a whole number: there is nothing between one class and the next."
    formula = Formula(r"@y_{ik} = [@labels_i = k]")
    domain = (Domain(0, 2, whole=True),)
    cases = (
        Case(1.0, num_classes=3),
        Case([0.0, 2.0, 1.0], num_classes=4),
        Case([[0.0, 1.0], [2.0, 2.0]], num_classes=3),
        Case([], num_classes=2),
    )
    source = FUNCTIONAL.format("one_hot")

    @staticmethod
    def forward(context: Context, labels: Value, *, num_classes: int) -> Value:
        numbers = places_in(labels, num_classes)
        y = np.zeros((*numbers.shape, num_classes))
        y[(*np.indices(numbers.shape, sparse=True), numbers)] = 1.0
        return y

    @classmethod
    def plan(cls, labels: Shape, *, num_classes: int) -> Plan:
        if num_classes < 1:
            raise ShapeError(f"{num_classes} classes", hint="There must be at least one class.")
        return cls.planned((labels,), (*labels, num_classes), flops=0)


class Embedding(Op):
    """For each number the row of ``weight`` that stands for it, as words become vectors.

    The row number ``padding_idx`` is read as any other but receives no gradient.
    """

    name = "embedding"
    title = "embedding"
    symbol = "embed"
    asks_first = True
    formula = Formula(r"@y_{ij} = @weight_{@indices_i\, j}", ("", ROWS_ADDED))
    derivation = (
        Derivation(),
        Derivation(
            r"@weight^{\nabla}_{kj} = \frac{\partial l}{\partial @weight_{kj}}",
            r"= \sum_{im} @y^{\nabla}_{im} \frac{\partial @y_{im}}{\partial @weight_{kj}}",
            r"= \sum_{i \,:\, @indices_i = k} @y^{\nabla}_{ij}",
            ROWS_ADDED,
        ),
    )
    domain = (Domain(0, 2, whole=True), Domain())
    kinks = ("padding_idx: that row gets the gradient 0, although the output depends on it",)
    cases = (
        Case(1.0, MATRIX),
        Case([1.0, 0.0, 1.0], MATRIX),
        Case([[0.0, 1.0], [1.0, 1.0]], MATRIX),
        Case([1.0, 0.0], TABLE, padding_idx=2),
        Case([1.0, 0.0, 1.0], TABLE, padding_idx=-1),
        Case([], MATRIX),
    )
    source = FUNCTIONAL.format("embedding")

    @staticmethod
    def forward(
        context: Context, indices: Value, weight: Value, *, padding_idx: int | None = None
    ) -> Value:
        numbers = places_in(indices, weight.shape[0])
        context.keep(numbers=numbers)
        return weight[numbers]

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, padding = context.shape(1), context.constants["padding_idx"]
        numbers = context.fact("numbers")
        if padding is not None:
            g = np.where(np.not_equal(numbers, padding % shape[0])[..., None], g, 0.0)
        return None, context.apply("place_add", g, key=numbers, shape=shape)

    @classmethod
    def plan(cls, indices: Shape, weight: Shape, *, padding_idx: int | None = None) -> Plan:
        if len(weight) != 2:
            raise ShapeError(
                f"a weight of {weight}", hint="It has one row for each number: (n, d)."
            )
        if padding_idx is not None and not -weight[0] <= padding_idx < weight[0]:
            raise ShapeError(
                f"padding_idx {padding_idx} of {weight[0]} rows",
                hint="It is the number of a row of the weight.",
            )
        shape = (*indices, weight[1])
        return cls.planned((indices, weight), shape, flops=0, kept=8 * size_of(indices))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        row, column = index
        padding, rows = context.constants["padding_idx"], context.shape(1)[0]
        chosen = np.asarray(context.input(0)).astype(int)
        if padding is None or row != padding % rows:
            for place in indices(chosen.shape):
                if chosen[place] == row:
                    yield (Cell("gradient", 0, (*place, column)),)
