"""Losses on class labels: scores of classes against the class that was right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Factor,
    Formula,
    Op,
    Plan,
    Term,
    check_reduction,
    gathered,
    line_through,
    without,
)

SCORES = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
OTHERS = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
CASES = (
    Case([0.5, -1.5, 2.0], 2.0),
    Case(SCORES, [2.0, 0.0]),
    Case(SCORES, [1.0, 1.0], reduction="sum"),
    Case(SCORES, [2.0, 0.0], reduction="none"),
    Case([SCORES, OTHERS], [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    Case(SCORES, [2.0, 0.0], ignore_index=2),
    Case(SCORES, [1.0, 2.0], ignore_index=2, reduction="none"),
)

NLL_BACK = r"@x^{\nabla} = -\tfrac1n\, @l^{\nabla} \, \mathrm{onehot}(@t)"
CROSS_ENTROPY_BACK = r"@x^{\nabla} = \tfrac1n\, @l^{\nabla} \left(\mathrm{softmax}(@x) - q\right)"


class LabelLoss(Op):
    """A loss that compares scores of classes with class labels.

    ``x`` has the classes along its second axis, or its only one: (n, k) and labels (n), (k) and
    one label, (n, k, ...) and (n, ...). A label that is ``ignore_index`` does not count.
    """

    output = "l"
    asks_first = True
    domain = (Domain(), Domain(0, 2, whole=True))
    cost: ClassVar[int] = 1

    @classmethod
    def plan(cls, x: Shape, t: Shape, *, reduction: str = "mean", **others: Any) -> Plan:
        """Check that there is one label for each row of scores."""
        check_reduction(reduction)
        wanted = x[:1] + x[2:] if len(x) > 1 else ()
        if not x or t != wanted:
            raise ShapeError(
                f"scores of {x} and labels of {t}",
                hint="(n, k) scores go with (n) labels: whole numbers from 0 to k - 1.",
            )
        if not x[axis_of_classes(x)]:
            raise ShapeError(f"scores of {x}", hint="There must be one class at least.")
        shape = t if reduction == "none" else ()
        return cls.planned((x, t), shape, flops=cls.cost * size_of(x), kept=size_of(x))


def axis_of_classes(shape: Shape) -> int:
    """Say along which axis of the scores the classes are."""
    return 1 if len(shape) > 1 else 0


def hits(labels: Value, shape: Shape, ignore_index: int) -> Value:
    """Mark the place of each label that counts among its classes. Raises DomainError."""
    axis = axis_of_classes(shape)
    classes = np.arange(shape[axis]).reshape(-1, *(1,) * (len(shape) - axis - 1))
    ignored = np.count_nonzero(np.equal(labels, ignore_index))
    if ignored:
        labels = np.where(np.equal(labels, ignore_index), -1.0, labels)
    marked: Value = np.equal(np.expand_dims(labels, axis), classes)
    if np.count_nonzero(marked) + ignored != np.size(labels):
        raise DomainError(
            f"a label is not among the {shape[axis]} classes",
            hint=f"Labels are whole numbers from 0 to {shape[axis] - 1}.",
        )
    return marked


def per_score(g: Value, context: Context) -> Value:
    """Give each label its share of the gradient, and that the axis of the classes."""
    if context.constants["reduction"] == "mean":
        g = g / np.float64(np.count_nonzero(context.fact("hit")))
    return np.expand_dims(g, 1) if len(context.shape(0)) > 1 and g.shape else g


class NegativeLogLikelihood(LabelLoss):
    """Minus the mean of the log-probabilities that the model gave to the right classes."""

    name = "nll"
    title = "negative log-likelihood"
    symbol = "NLL"
    overhead = 100
    aliases = ("nll_loss",)
    formula = Formula(r"@l = -\frac1n \sum_i @x_{i, @t_i}", (NLL_BACK, ""))
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ik} = \frac{\partial l}{\partial @x_{ik}}",
            r"= @l^{\nabla} \frac{\partial @l}{\partial @x_{ik}}",
            r"= -\tfrac1n\, @l^{\nabla} \, [k = @t_i]",
            NLL_BACK,
        ),
        Derivation(),
    )
    cases = CASES
    source = FUNCTIONAL.format("nll_loss")

    @staticmethod
    def forward(
        context: Context, x: Value, t: Value, *, reduction: str = "mean", ignore_index: int = -100
    ) -> Value:
        hit = hits(t, x.shape, ignore_index)
        context.keep(hit=hit)
        losses = -np.where(hit, x, 0.0).sum(axis=axis_of_classes(x.shape))
        return gathered(losses, reduction, count=int(np.count_nonzero(hit)))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return per_score(-g, context) * context.fact("hit"), None

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        row, label, share = _at(context, index)
        if label == index[axis_of_classes(index)] != context.constants["ignore_index"]:
            yield Cell("gradient", 0, row), Factor(-share, r"-\tfrac1n")


class CrossEntropy(LabelLoss):
    """The negative log-likelihood of the softmax of the scores ``x``.

    ``label_smoothing`` takes that part from the right class and gives it evenly to all.
    """

    name = "cross_entropy"
    title = "cross-entropy"
    symbol = "CE"
    overhead = 600
    saves = ("x",)
    formula = Formula(
        r"@l = \frac1n \sum_i \left(\ln \sum_k e^{@x_{ik}} - \sum_k q_{ik}\, @x_{ik}\right),"
        r" \quad q = (1 - \varepsilon)\, \mathrm{onehot}(@t) + \tfrac{\varepsilon}{K}",
        (CROSS_ENTROPY_BACK, ""),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ik} = \frac{\partial l}{\partial @x_{ik}}",
            r"= @l^{\nabla} \frac{\partial @l}{\partial @x_{ik}}",
            r"= \tfrac1n\, @l^{\nabla}"
            r" \left(\frac{e^{@x_{ik}}}{\sum_j e^{@x_{ij}}} - q_{ik}\right)",
            CROSS_ENTROPY_BACK,
        ),
        Derivation(),
    )
    cases = (
        *CASES,
        Case([[900.0, 901.0]], [0.0]),
        Case(SCORES, [2.0, 0.0], label_smoothing=0.25),
        Case([SCORES, OTHERS], [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]], label_smoothing=0.5),
        Case(SCORES, [2.0, 0.0], label_smoothing=0.25, ignore_index=2, reduction="sum"),
    )
    cost = 5
    source = FUNCTIONAL.format("cross_entropy")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        t: Value,
        *,
        reduction: str = "mean",
        ignore_index: int = -100,
        label_smoothing: float = 0.0,
    ) -> Value:
        hit, axis = hits(t, x.shape, ignore_index), axis_of_classes(x.shape)
        context.keep(hit=hit)
        scores = context.apply("log_softmax", x, axis=axis)
        losses = -np.where(hit, scores, 0.0).sum(axis=axis)
        if label_smoothing:
            even = np.where(hit.any(axis=axis), -scores.sum(axis=axis) / x.shape[axis], 0.0)
            losses = (1 - label_smoothing) * losses + label_smoothing * even
        return gathered(losses, reduction, count=int(np.count_nonzero(hit)))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        hit, smoothing = context.fact("hit"), context.constants["label_smoothing"]
        axis = axis_of_classes(hit.shape)
        q = (1 - smoothing) * hit + smoothing / hit.shape[axis] if smoothing else hit
        less = context.apply("softmax", context.input(0), axis=axis) - q
        if np.count_nonzero(hit) * hit.shape[axis] < hit.size:
            less = np.where(hit.any(axis=axis, keepdims=True), less, 0.0)
        return per_score(g, context) * less, None

    @classmethod
    def plan(cls, x: Shape, t: Shape, *, label_smoothing: float = 0.0, **others: Any) -> Plan:
        """Check the labels' shape, and that a part can be taken from the right class."""
        if not 0 <= label_smoothing <= 1:
            raise DomainError(
                f"label_smoothing is {label_smoothing:g}", hint="It is a part: from 0 to 1."
            )
        return super().plan(x, t, **others)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        row, label, share = _at(context, index)
        if label == context.constants["ignore_index"]:
            return
        x, smoothing = np.asarray(context.input(0)), context.constants["label_smoothing"]
        axis = axis_of_classes(index)
        line = list(line_through(index, x.shape, axis))
        most = max(x[other] for other in line)
        guess = math.exp(x[index] - most) / math.fsum(math.exp(x[other] - most) for other in line)
        q = (1 - smoothing) * float(label == index[axis]) + smoothing / len(line)
        cells = (
            *(Cell("input", 0, other) for other in line),
            Cell("input", 1, without(index, axis)),
        )
        text = r"\tfrac1n\,(\mathrm{softmax}(@x)_{ik} - q_{ik})"
        yield Cell("gradient", 0, row), Factor(share * (guess - q), text, cells)


def _at(context: Context, index: tuple[int, ...]) -> tuple[tuple[int, ...], float, float]:
    """Say where this score's loss stands, which label it has, and its share of the gradient."""
    axis, constants = axis_of_classes(index), context.constants
    place = without(index, axis)
    labels, ignored = np.asarray(context.input(1)), constants["ignore_index"]
    count = sum(float(label) != ignored for label in labels.flat)
    share = 1 / count if constants["reduction"] == "mean" and count else 1.0
    return place if constants["reduction"] == "none" else (), float(labels[place]), share
