"""Ops that only arrange: every output element is a copy of one input element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from engine.arrays import Shape
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Plan, Term
from engine.op.op import Op
from engine.op.shapes import indices


class Rearrangement(Op):
    """An op whose every output element is a copy of one input element.

    A subclass gives ``result``, the output's shape, and ``origin``, the place in the input that an
    output element was copied from. The gradient of an input element is the sum over its copies.
    """

    result: ClassVar[Callable[..., Shape]]
    """``result(shape, **constants)``: the output's shape. Raises ShapeError."""
    origin: ClassVar[Callable[..., tuple[int, ...] | None]]
    """``origin(place, shape, **constants)``: where in the input the element at ``place`` was.

    None for an element that came from elsewhere, a number around a padded tensor.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "formula" in cls.__dict__:
            cls.derivation = (
                Derivation(
                    r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
                    r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
                    r"= \sum_{j \,:\, @y_j \text{ is a copy of } @x_i} @y^{\nabla}_j",
                    cls.formula.backward[0],
                ),
            )

    @classmethod
    def plan(cls, x: Shape, **constants: Any) -> Plan:
        """Compute nothing: the output costs its elements only."""
        return cls.planned((x,), cls.result(x, **constants), flops=0)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each copy that was made of this element."""
        shape = context.shape(0)
        for place in indices(cls.result(shape, **context.constants)):
            if cls.origin(place, shape, **context.constants) == index:
                yield (Cell("gradient", 0, place),)
