"""Normalization in use: by statistics that were gathered while training."""

from __future__ import annotations

from typing import Any

from engine.arrays import Shape
from engine.compositions.composition import Composition
from engine.errors import ShapeError
from engine.graph import TensorNode, apply
from engine.op import Case, Domain, Formula
from engine.trace import label

BATCH = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
SIGNALS = [[[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]], [[-0.75, 0.25, 1.25], [2.5, -3.0, 0.5]]]


class BatchNormInference(Composition):
    """Batch normalization in use: each channel, moved and scaled by its running statistics.

    Other than in training, no example has anything to do with another: (n, c, ...) → the same.
    """

    name = "batch_norm_inference"
    title = "batch normalization in use"
    formula = Formula(r"@y = \frac{@x - @mean}{\sqrt{@variance + \varepsilon}}")
    domain = (Domain(), Domain(), Domain(0.5, 3))
    cases = (
        Case(BATCH, [0.25, -0.5, 1.0], [1.0, 2.0, 0.5]),
        Case(SIGNALS, [0.25, -0.5], [1.0, 2.0], eps=0.5),
        Case([[[[0.5, -1.5], [2.0, 1.0]]]], [0.25], [1.5]),
    )
    source = "https://arxiv.org/abs/1502.03167, algorithm 2"

    @staticmethod
    def forward(x: Any, mean: Any, variance: Any, *, eps: float = 1e-5) -> Any:
        mean = per_channel("running statistics", mean, x.shape)
        variance = per_channel("running statistics", variance, x.shape)
        return (x - mean) / label("deviation", apply("sqrt", variance + eps))


def per_channel(what: str, numbers: TensorNode, shape: Shape) -> Any:
    """Lay one number for each channel along the second axis. Raises ShapeError."""
    if len(shape) < 2 or numbers.shape != shape[1:2]:
        raise ShapeError(
            f"{what} of {numbers.shape} for a tensor of {shape}",
            hint="Channels are the second axis, and each has one number: (c,).",
        )
    behind = len(shape) - 2
    return apply("reshape", numbers, shape=(-1, *(1,) * behind)) if behind else numbers
