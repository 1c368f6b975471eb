"""Losses made of ops: of vectors that shall be alike or not."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Shape
from engine.compositions.composition import Composition
from engine.errors import DomainError, ShapeError
from engine.graph import TensorNode, apply
from engine.op import FUNCTIONAL, Case, Domain, Formula, check_reduction
from engine.trace import label

ROWS = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHERS = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
THIRDS = [[0.25, -1.0, 1.5], [-2.0, 0.75, 1.25]]


def gathered(losses: TensorNode, reduction: str) -> Any:
    """Make one number of the losses, as ``reduction`` says. Raises DomainError."""
    check_reduction(reduction)
    return losses if reduction == "none" else apply(reduction, losses)


def check_alike(*shapes: Shape) -> None:
    """Refuse rows of different shapes, or none at all. Raises ShapeError."""
    if len(set(shapes)) > 1 or not shapes[0]:
        raise ShapeError(
            f"rows of {' and '.join(map(str, shapes))}",
            hint="They are compared row by row: (n, d) each, or (d) each.",
        )


class CosineEmbedding(Composition):
    """How far two vectors are from pointing the same way, or from not doing so; t is 1 or -1."""

    name = "cosine_embedding"
    title = "cosine embedding loss"
    aliases = ("cosine_embedding_loss",)
    formula = Formula(
        r"@l = \frac1n \sum_i \begin{cases} 1 - c_i & \text{if } @t_i = 1 \\"
        r" \max(0,\, c_i - \text{margin}) & \text{if } @t_i = -1 \end{cases},"
        r" \quad c_i = \cos(@a_i, @b_i)"
    )
    domain = (Domain(), Domain(), Domain(1, 2, whole=True))
    kinks = ("the cosine is the margin: the slope is that above it",)
    cases = (
        Case([0.5, -1.5, 2.0], [1.75, -2.0, 0.25], 1.0),
        Case(ROWS, OTHERS, [1.0, -1.0]),
        Case(ROWS, OTHERS, [-1.0, -1.0], margin=0.5, reduction="sum"),
        Case(ROWS, OTHERS, [-1.0, 1.0], reduction="none"),
    )
    source = FUNCTIONAL.format("cosine_embedding_loss")

    @staticmethod
    def forward(a: Any, b: Any, t: Any, *, margin: float = 0.0, reduction: str = "mean") -> Any:
        check_alike(a.shape, b.shape)
        _check_signs(t, a.shape)
        lengths = [(x * x).sum(axis=-1) + 1e-12 for x in (a, b)]
        cosine = label("cosine", (a * b).sum(axis=-1) / np.sqrt(lengths[0] * lengths[1]))
        apart = apply("clip", cosine - margin, min=0.0)
        return gathered(apply("where", np.equal(t, 1), 1 - cosine, apart), reduction)


def _check_signs(t: TensorNode, rows: Shape) -> None:
    if t.shape != rows[:-1]:
        raise ShapeError(
            f"rows of {rows} and targets of {t.shape}", hint="Each pair of rows has one target."
        )
    if not np.equal(np.abs(t.value), 1).all():
        raise DomainError(
            "a target is neither 1 nor -1", hint="1 says that the rows are alike, -1 that not."
        )


class TripletMargin(Composition):
    """How much nearer the anchor should be to the positive than it is, compared to the negative.

    (n, d), (n, d), (n, d) → one number. With ``swap`` the positive's distance from the negative
    counts, where that is smaller than the anchor's.
    """

    name = "triplet_margin"
    title = "triplet margin loss"
    aliases = ("triplet_margin_loss",)
    formula = Formula(
        r"@l = \frac1n \sum_i \max\left(0,\, \|@anchor_i - @positive_i\|_p"
        r" - \|@anchor_i - @negative_i\|_p + \text{margin}\right)"
    )
    kinks = ("the margin is just kept: the slope is that on the side where it is not",)
    cases = (
        Case([0.5, -1.5, 2.0], [1.75, -2.0, 0.25], [0.25, -1.0, 1.5]),
        Case(ROWS, OTHERS, THIRDS),
        Case(ROWS, OTHERS, THIRDS, margin=0.5, p=1.0, reduction="sum"),
        Case(ROWS, OTHERS, THIRDS, margin=3.0, p=3.0, reduction="none"),
        Case(ROWS, OTHERS, THIRDS, swap=True, eps=1e-3),
    )
    source = FUNCTIONAL.format("triplet_margin_loss")

    @staticmethod
    def forward(
        anchor: Any,
        positive: Any,
        negative: Any,
        *,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        reduction: str = "mean",
    ) -> Any:
        check_alike(anchor.shape, positive.shape, negative.shape)
        if not margin > 0:
            raise DomainError(f"margin is {margin:g}", hint="It is a distance: more than 0.")

        def distance(a: TensorNode, b: TensorNode) -> Any:
            return apply("norm", a - b + eps, ord=p, axis=-1)

        near = label("near", distance(anchor, positive))
        far = label("far", distance(anchor, negative))
        if swap:
            far = apply("minimum", far, distance(positive, negative))
        return gathered(apply("clip", near - far + margin, min=0.0), reduction)
