"""Losses on classes, made of ops: for classes that weigh more, and for uncertain labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Shape
from engine.compositions.composition import Composition
from engine.compositions.loss import gathered
from engine.errors import DomainError, ShapeError
from engine.graph import TensorNode, apply
from engine.op import FUNCTIONAL, Case, Domain, Formula, check_reduction
from engine.trace import label

SCORES = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHERS = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
WEIGHTS = [0.5, 2.0, 1.25]
BELIEFS = [[0.75, 0.25, 0.0], [0.125, 0.625, 0.25]]


def which_cross_entropy(x: Shape, t: Shape, *, weighted: bool) -> str:
    """Choose by what is given: labels, labels whose classes have weights, or probabilities."""
    if x == t:
        return "soft_cross_entropy"
    return "weighted_cross_entropy" if weighted else "cross_entropy"


def weighted(losses: TensorNode, weights: TensorNode, reduction: str) -> Any:
    """Weigh the losses of all labels; their mean divides by the sum of the weights."""
    check_reduction(reduction)
    weighed = weights * losses
    if reduction == "none":
        return weighed
    total = apply("sum", weighed)
    return total / apply("sum", weights) if reduction == "mean" else total


def weights_of(t: TensorNode, weight: TensorNode, x: TensorNode, ignore_index: int) -> Any:
    """Look up the weight of each label's class; a label to ignore weighs nothing."""
    classes = x.shape[1:2] if x.ndim > 1 else x.shape
    if weight.shape != classes:
        raise ShapeError(
            f"weights of {weight.shape} for scores of {x.shape}",
            hint=f"Each class has one weight: {classes}.",
        )
    ignored = np.equal(t, ignore_index)
    if not ignored.any():
        return label("weights", apply("take", weight, t))
    found = apply("take", weight, apply("where", ignored, 0.0, t))
    return label("weights", apply("where", ignored, 0.0, found))


class WeightedCrossEntropy(Composition):
    """The cross-entropy, with a weight for each class."""

    name = "weighted_cross_entropy"
    title = "weighted cross-entropy"
    formula = Formula(
        r"@l = \frac{\sum_i w_{@t_i} l_i}{\sum_i w_{@t_i}},"
        r" \quad l_i = \ln \sum_k e^{@x_{ik}} - @x_{i, @t_i}, \quad w = @weight"
    )
    domain = (Domain(), Domain(0, 2, whole=True), Domain(0.25, 3))
    cases = (
        Case([0.5, -1.5, 2.0], 2.0, WEIGHTS),
        Case(SCORES, [2.0, 0.0], WEIGHTS),
        Case(SCORES, [2.0, 0.0], WEIGHTS, reduction="none"),
        Case([SCORES, OTHERS], [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]], [0.5, 2.0], reduction="sum"),
        Case(SCORES, [2.0, 0.0], WEIGHTS, ignore_index=2),
    )
    source = FUNCTIONAL.format("cross_entropy")

    @staticmethod
    def forward(
        x: Any, t: Any, weight: Any, *, ignore_index: int = -100, reduction: str = "mean"
    ) -> Any:
        losses = apply("cross_entropy", x, t, reduction="none", ignore_index=ignore_index)
        return weighted(label("losses", losses), weights_of(t, weight, x, ignore_index), reduction)


class WeightedLikelihood(Composition):
    """The negative log-likelihood, with a weight for each class."""

    name = "weighted_nll"
    title = "weighted negative log-likelihood"
    formula = Formula(
        r"@l = -\frac{\sum_i w_{@t_i} @x_{i, @t_i}}{\sum_i w_{@t_i}}, \quad w = @weight"
    )
    domain = (Domain(), Domain(0, 2, whole=True), Domain(0.25, 3))
    cases = WeightedCrossEntropy.cases
    source = FUNCTIONAL.format("nll_loss")

    @staticmethod
    def forward(
        x: Any, t: Any, weight: Any, *, ignore_index: int = -100, reduction: str = "mean"
    ) -> Any:
        losses = apply("nll", x, t, reduction="none", ignore_index=ignore_index)
        return weighted(label("losses", losses), weights_of(t, weight, x, ignore_index), reduction)


class SoftCrossEntropy(Composition):
    """The cross-entropy between the softmax of the scores and a probability for each class.

    (n, k) scores go with (n, k) probabilities; the classes are along the second axis, or the only
    one. The mean is that of the rows. ``weight`` has one number for each class.
    """

    name = "soft_cross_entropy"
    title = "cross-entropy with class probabilities"
    formula = Formula(
        r"@l = -\frac1n \sum_i \sum_k q_{ik} \ln \mathrm{softmax}(@x)_{ik},"
        r" \quad q = (1 - \varepsilon)\, @t + \tfrac{\varepsilon}{K}"
    )
    domain = (Domain(), Domain(0.1, 0.9), Domain(0.25, 3))
    cases = (
        Case([0.5, -1.5, 2.0], [0.25, 0.25, 0.5]),
        Case(SCORES, BELIEFS),
        Case(SCORES, BELIEFS, reduction="sum", label_smoothing=0.25),
        Case([SCORES, OTHERS], [BELIEFS, BELIEFS], reduction="none"),
        Case(SCORES, BELIEFS, WEIGHTS),
        Case([SCORES, OTHERS], [BELIEFS, BELIEFS], [0.5, 2.0]),
    )
    source = FUNCTIONAL.format("cross_entropy")

    @staticmethod
    def forward(
        x: Any,
        t: Any,
        weight: Any = None,
        *,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> Any:
        check_reduction(reduction)
        if not x.shape or x.shape != t.shape:
            raise ShapeError(
                f"scores of {x.shape} and probabilities of {t.shape}",
                hint="Each score has a probability of its own: (n, k) and (n, k).",
            )
        if not 0 <= label_smoothing <= 1:
            raise DomainError(
                f"label_smoothing is {label_smoothing:g}", hint="It is a part: from 0 to 1."
            )
        axis = 1 if x.ndim > 1 else 0
        classes = x.shape[axis]
        q = t * (1 - label_smoothing) + label_smoothing / classes if label_smoothing else t
        surprise = -apply("log_softmax", x, axis=axis)
        if weight is not None:
            surprise = surprise * _along_classes(weight, x, axis)
        losses = label("losses", (q * surprise).sum(axis=axis))
        return gathered(losses, reduction)


def _along_classes(weight: TensorNode, x: TensorNode, axis: int) -> Any:
    """Lay the weights along the axis of the classes. Raises ShapeError."""
    if weight.shape != (x.shape[axis],):
        raise ShapeError(
            f"weights of {weight.shape} for {x.shape[axis]} classes",
            hint="Each class has one weight.",
        )
    behind = x.ndim - axis - 1
    return apply("reshape", weight, shape=(-1, *(1,) * behind)) if behind else weight
