"""Ops that compare the model's output with its target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Factor, Formula, Plan, Term
from engine.op.elementwise import of_tensors
from engine.op.op import Op

REDUCTIONS = ("mean", "sum", "none")


def check_reduction(reduction: str, known: tuple[str, ...] = REDUCTIONS) -> None:
    """Refuse a reduction that there is not. Raises DomainError."""
    if reduction not in known:
        *others, last = (f'"{word}"' for word in known)
        raise DomainError(
            f"reduction is {reduction!r}",
            hint=f"It is {', '.join(others)} or {last}, as in PyTorch.",
        )


def gathered(losses: Value, reduction: str, *, count: int | None = None) -> Value:
    """Make one number of the losses, as ``reduction`` says: their mean, their sum, or none.

    The mean divides by ``count``, where not all of them count.
    """
    if reduction == "none":
        return losses
    total = losses.sum()
    if reduction == "sum":
        return total
    return total / np.float64(divisor(reduction, losses.shape) if count is None else count)


def divisor(reduction: str, shape: Shape) -> int:
    """Say what the sum of the losses is divided by: for "batchmean" it is their first size."""
    if reduction == "batchmean":
        return shape[0] if shape else 1
    return size_of(shape) if reduction == "mean" else 1


def shared(g: Value, context: Context) -> Value:
    """Give each of the losses its share of the gradient."""
    count = divisor(context.constants["reduction"], context.shape(0))
    return g if count == 1 else g / np.float64(count)


class PairLoss(Op):
    """A loss that compares each element of the output ``y`` with its own element of ``t``.

    A subclass gives ``local``, the derivative of one element's loss by each input, in LaTeX as
    ``Elementwise`` has it, and ``slopes``, the same in scalar Python.
    """

    output = "l"
    asks_first = True
    saves = ("y", "t")
    reductions: ClassVar[tuple[str, ...]] = REDUCTIONS
    local: ClassVar[tuple[str, ...]]
    slopes: ClassVar[Callable[..., tuple[float, ...]]]
    cost: ClassVar[int] = 3

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.derivation = tuple(
            Derivation(
                rf"@{x}^{{\nabla}}_i = \frac{{\partial l}}{{\partial @{x}_i}}",
                rf"= @l^{{\nabla}} \frac{{\partial @l}}{{\partial @{x}_i}}",
                rf"= \tfrac1n\, @l^{{\nabla}} \, {slope}",
                rf"@{x}^{{\nabla}} = \tfrac1n\, @l^{{\nabla}} \, {of_tensors(slope)}",
            )
            for x, slope in zip(cls.inputs, cls.local, strict=True)
        )
        backward = tuple(steps.vectorise for steps in cls.derivation)
        cls.formula = Formula(cls.formula.forward, backward)

    @classmethod
    def plan(cls, y: Shape, t: Shape, *, reduction: str = "mean", **others: Any) -> Plan:
        """Ask for equal shapes: a row against a column would broadcast to a matrix, unnoticed."""
        check_reduction(reduction, cls.reductions)
        if y != t:
            raise ShapeError(
                f"an output of {y} and a target of {t}",
                hint="A loss compares element by element: reshape one of them to fit the other.",
            )
        shape = y if reduction == "none" else ()
        return cls.planned((y, t), shape, flops=cls.cost * size_of(y))

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give the one term: every element has a loss of its own."""
        constants = dict(context.constants)
        reduction = constants.pop("reduction")
        y, t = (float(np.asarray(context.input(i))[index]) for i in (0, 1))
        slope = cls.slopes(y, t, **constants)[slot]
        share = 1 / divisor(reduction, context.shape(0))
        cells = (Cell("input", 0, index), Cell("input", 1, index))
        place = index if reduction == "none" else ()
        yield Cell("gradient", 0, place), Factor(share * slope, cls.local[slot], cells)
