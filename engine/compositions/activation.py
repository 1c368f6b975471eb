"""Activations made of ops."""

from __future__ import annotations

from typing import Any

from engine.compositions.composition import Composition
from engine.errors import ShapeError
from engine.graph import apply
from engine.op import Case, Formula, axis_of
from engine.trace import label

MATRIX = [[0.5, -1.5, 2.0, 0.25], [1.25, 0.75, -0.25, -1.0]]


class GatedLinearUnit(Composition):
    """One half of the tensor, let through as far as the sigmoid of the other half says."""

    name = "glu"
    title = "gated linear unit"
    formula = Formula(r"@y = @a \otimes \sigma(@b), \quad @x = [\,@a \; @b\,]")
    cases = (Case([0.5, -1.5]), Case(MATRIX), Case(MATRIX, axis=0), Case([MATRIX, MATRIX], axis=-2))
    source = "https://arxiv.org/abs/1612.08083"

    @staticmethod
    def forward(x: Any, *, axis: int = -1) -> Any:
        along = axis_of(x.ndim, axis)
        size = x.shape[along]
        if size % 2:
            raise ShapeError(
                f"glu of {x.shape}: the size {size} along axis {axis} is odd",
                hint="Two halves are needed: the size must be even.",
            )
        before = (slice(None),) * along
        a = label("a", x[(*before, slice(0, size // 2))])
        b = label("b", x[(*before, slice(size // 2, size))])
        return a * apply("sigmoid", b)
