"""Losses: how far the model's output is from its target, as one number.

Their ``reduction`` is PyTorch's: "mean" and "sum" give one number, "none" one for each element.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Factor,
    Formula,
    Op,
    PairLoss,
    Plan,
    Term,
    check_reduction,
    gathered,
    shared,
)

MODEL = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
WANTED = [[1.75, -2.0, 0.25], [1.5, -0.5, -0.75]]
PAIR_CASES = (
    Case(1.5, 0.75),
    Case(MODEL, WANTED),
    Case(MODEL, WANTED, reduction="sum"),
    Case(MODEL, WANTED, reduction="none"),
)
CHANCES = [[0.25, 0.5, 0.75], [0.9, 0.1, 0.6]]
HITS = [[0.0, 1.0, 1.0], [1.0, 0.0, 0.25]]
CHANCE_CASES = (
    Case(0.75, 1.0),
    Case(CHANCES, HITS),
    Case(CHANCES, HITS, reduction="sum"),
    Case(CHANCES, HITS, reduction="none"),
)
LABEL_CASES = (
    Case([0.5, -1.5, 2.0], 2.0),
    Case(MODEL, [2.0, 0.0]),
    Case(MODEL, [1.0, 1.0], reduction="sum"),
    Case(MODEL, [2.0, 0.0], reduction="none"),
    Case([MODEL, WANTED], [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
)
PROBABILITY = Domain(0.1, 0.9)

SOFTMAX_LESS_HITS = (
    r"@x^{\nabla} = \tfrac1n\, @l^{\nabla} \left(\mathrm{softmax}(@x) - \mathrm{onehot}(@t)\right)"
)

PYTORCH = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"


class MeanSquaredError(PairLoss):
    """The mean squared distance between output and target."""

    name = "mse"
    title = "mean squared error"
    symbol = "MSE"
    aliases = ("mse_loss",)
    formula = Formula(r"@l = \frac1n \sum_i (@y_i - @t_i)^2")
    local = (r"2\,(@y_i - @t_i)", r"2\,(@t_i - @y_i)")
    cases = PAIR_CASES
    source = PYTORCH.format("mse_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        d = y - t
        return gathered(d * d, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context, d.size) * (2 * d)
        return gy, -gy

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return 2 * (y - t), 2 * (t - y)


class MeanAbsoluteError(PairLoss):
    """The mean distance between output and target."""

    name = "l1"
    title = "mean absolute error"
    symbol = "L1"
    aliases = ("l1_loss",)
    formula = Formula(r"@l = \frac1n \sum_i |@y_i - @t_i|")
    local = (r"\operatorname{sign}(@y_i - @t_i)", r"\operatorname{sign}(@t_i - @y_i)")
    kinks = ("y = t: the derivative is taken as 0",)
    cases = PAIR_CASES
    source = PYTORCH.format("l1_loss")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.abs(y - t), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        d = context.input(0) - context.input(1)
        gy = shared(g, context, d.size) * np.sign(d)
        return gy, -gy

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        sign = float(y > t) - float(y < t)
        return sign, -sign


class Huber(PairLoss):
    """The squared distance where it is small, the plain distance where it is large."""

    name = "huber"
    title = "Huber loss"
    symbol = "huber"
    aliases = ("huber_loss",)
    formula = Formula(
        r"@l = \frac1n \sum_i \begin{cases} \frac12 d_i^2 & \text{if } |d_i| \le \delta"
        r" \\ \delta\,(|d_i| - \frac12 \delta) & \text{else} \end{cases}, \quad d = @y - @t"
    )
    local = (
        r"\operatorname{clip}(@y_i - @t_i, -\delta, \delta)",
        r"\operatorname{clip}(@t_i - @y_i, -\delta, \delta)",
    )
    cases = (*PAIR_CASES, Case(MODEL, WANTED, delta=0.75))
    cost = 6
    source = "https://doi.org/10.1214/aoms/1177703732"

    @staticmethod
    def forward(
        context: Context, y: Value, t: Value, *, reduction: str = "mean", delta: float = 1.0
    ) -> Value:
        size = np.abs(y - t)
        near = np.minimum(size, delta)
        return gathered(near * (size - 0.5 * near), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        delta = context.constants["delta"]
        d = context.input(0) - context.input(1)
        gy = shared(g, context, d.size) * np.clip(d, -delta, delta)
        return gy, -gy

    @staticmethod
    def slopes(y: float, t: float, delta: float) -> tuple[float, ...]:
        slope = y - t if abs(y - t) <= delta else math.copysign(delta, y - t)
        return slope, -slope


class BinaryCrossEntropy(PairLoss):
    """How surprised a probability ``y`` is by what happened, ``t``."""

    name = "binary_cross_entropy"
    title = "binary cross-entropy"
    symbol = "BCE"
    formula = Formula(r"@l = -\frac1n \sum_i \left(@t_i \ln @y_i + (1 - @t_i) \ln(1 - @y_i)\right)")
    local = (
        r"\frac{@y_i - @t_i}{@y_i \cdot (1 - @y_i)}",
        r"\left(\ln(1 - @y_i) - \ln @y_i\right)",
    )
    domain = (PROBABILITY, PROBABILITY)
    kinks = ("y = 0 or y = 1: the logarithm is held at -100, the divisor at 1e-12",)
    cases = CHANCE_CASES
    cost = 6
    source = PYTORCH.format("binary_cross_entropy")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        hit, miss = np.maximum(np.log(y), -100.0), np.maximum(np.log1p(-y), -100.0)
        return gathered((t - 1) * miss - t * hit, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t = context.input(0), context.input(1)
        g = shared(g, context, y.size)
        gt = g * (np.log1p(-y) - np.log(y)) if context.needs(1) else None
        return g * ((y - t) / np.maximum(y * (1 - y), 1e-12)), gt

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return (1 - t) / (1 - y) - t / y, math.log((1 - y) / y)


class BinaryCrossEntropyWithLogits(PairLoss):
    """Binary cross-entropy of ``sigmoid(y)``, in a form that does not overflow."""

    name = "binary_cross_entropy_with_logits"
    title = "binary cross-entropy with logits"
    symbol = "BCEσ"
    formula = Formula(r"@l = \frac1n \sum_i \left(\ln(1 + e^{@y_i}) - @t_i\, @y_i\right)")
    local = (r"\left(\sigma(@y_i) - @t_i\right)", r"(-@y_i)")
    domain = (Domain(), PROBABILITY)
    cases = (*CHANCE_CASES, Case([-800.0, 800.0], [0.0, 1.0]))
    cost = 6
    source = PYTORCH.format("binary_cross_entropy_with_logits")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.logaddexp(0.0, y) - t * y, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t = context.input(0), context.input(1)
        g = shared(g, context, y.size)
        return g * (context.apply("sigmoid", y) - t), -g * y

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return 0.5 * (1 + math.tanh(y / 2)) - t, -y


class LabelLoss(Op):
    """A loss that compares scores of classes with class labels.

    ``x`` has the classes along its second axis, or its only one: (n, k) and labels (n), (k) and
    one label, (n, k, ...) and (n, ...).
    """

    output = "l"
    cost: ClassVar[int] = 1

    @classmethod
    def plan(cls, x: Shape, t: Shape, *, reduction: str = "mean") -> Plan:
        """Check that there is one label for each row of scores."""
        check_reduction(reduction)
        wanted = x[:1] + x[2:] if len(x) > 1 else ()
        if not x or t != wanted:
            raise ShapeError(
                f"scores of {x} and labels of {t}",
                hint="(n, k) scores go with (n) labels: whole numbers from 0 to k - 1.",
            )
        shape = t if reduction == "none" else ()
        return cls.planned((x, t), shape, flops=cls.cost * size_of(x), kept=size_of(x))


def hits(labels: Value, shape: Shape) -> Value:
    """Mark the place of each label among its classes. Raises DomainError."""
    axis = 1 if len(shape) > 1 else 0
    classes = np.arange(shape[axis]).reshape(-1, *(1,) * (len(shape) - axis - 1))
    marked: Value = np.equal(np.expand_dims(labels, axis), classes)
    if np.count_nonzero(marked) != np.size(labels):
        raise DomainError(
            f"a label is not among the {shape[axis]} classes",
            hint=f"Labels are whole numbers from 0 to {shape[axis] - 1}.",
        )
    return marked


def per_row(loss: Value, shape: Shape) -> Value:
    """Give the gradient of each row's loss the axis of the classes back."""
    return np.expand_dims(loss, 1) if len(shape) > 1 and loss.shape else loss


def rows(shape: Shape) -> int:
    """Count the labels that go with scores of this shape."""
    return size_of(shape[:1] + shape[2:]) if len(shape) > 1 else 1


class NegativeLogLikelihood(LabelLoss):
    """Minus the mean of the log-probabilities that the model gave to the right classes."""

    name = "nll"
    title = "negative log-likelihood"
    symbol = "NLL"
    aliases = ("nll_loss",)
    formula = Formula(
        r"@l = -\frac1n \sum_i @x_{i, @t_i}",
        (r"@x^{\nabla} = -\tfrac1n\, @l^{\nabla} \, \mathrm{onehot}(@t)", ""),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ik} = \frac{\partial l}{\partial @x_{ik}}",
            r"= @l^{\nabla} \frac{\partial @l}{\partial @x_{ik}}",
            r"= -\tfrac1n\, @l^{\nabla} \, [k = @t_i]",
            r"@x^{\nabla} = -\tfrac1n\, @l^{\nabla} \, \mathrm{onehot}(@t)",
        ),
        Derivation(),
    )
    domain = (Domain(), Domain(0, 2, whole=True))
    cases = LABEL_CASES
    source = PYTORCH.format("nll_loss")

    @staticmethod
    def forward(context: Context, x: Value, t: Value, *, reduction: str = "mean") -> Value:
        hit = hits(t, x.shape)
        context.keep(hit=hit)
        axis = 1 if x.ndim > 1 else 0
        return gathered(-np.where(hit, x, 0.0).sum(axis=axis), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape = context.shape(0)
        return per_row(shared(-g, context, rows(shape)), shape) * context.fact("hit"), None

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        row, hit, share = _at(context, index)
        if hit:
            yield Cell("gradient", 0, row), Factor(-share, r"-\tfrac1n")


class CrossEntropy(LabelLoss):
    """The negative log-likelihood of the softmax of the scores ``x``."""

    name = "cross_entropy"
    title = "cross-entropy"
    symbol = "CE"
    saves = ("x",)
    formula = Formula(
        r"@l = \frac1n \sum_i \left(\ln \sum_k e^{@x_{ik}} - @x_{i, @t_i}\right)",
        (
            SOFTMAX_LESS_HITS,
            "",
        ),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ik} = \frac{\partial l}{\partial @x_{ik}}",
            r"= @l^{\nabla} \frac{\partial @l}{\partial @x_{ik}}",
            r"= \tfrac1n\, @l^{\nabla} \left(\mathrm{softmax}(@x)_{ik} - [k = @t_i]\right)",
            SOFTMAX_LESS_HITS,
        ),
        Derivation(),
    )
    domain = (Domain(), Domain(0, 2, whole=True))
    cases = (*LABEL_CASES, Case([[900.0, 901.0]], [0.0]))
    cost = 5
    source = PYTORCH.format("cross_entropy")

    @staticmethod
    def forward(context: Context, x: Value, t: Value, *, reduction: str = "mean") -> Value:
        hit = hits(t, x.shape)
        context.keep(hit=hit)
        axis = 1 if x.ndim > 1 else 0
        scores = context.apply("log_softmax", x, axis=axis)
        return gathered(-np.where(hit, scores, 0.0).sum(axis=axis), reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, shape = context.input(0), context.shape(0)
        guess = context.apply("softmax", x, axis=1 if len(shape) > 1 else 0)
        share = per_row(shared(g, context, rows(shape)), shape)
        return share * (guess - context.fact("hit")), None

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        row, hit, share = _at(context, index)
        x = np.asarray(context.input(0))
        axis = 1 if x.ndim > 1 else 0
        line = [(*index[:axis], k, *index[axis + 1 :]) for k in range(x.shape[axis])]
        guess = 1 / math.fsum(math.exp(x[other] - x[index]) for other in line)
        cells = tuple(Cell("input", 0, other) for other in line)
        text = r"\tfrac1n\,(\mathrm{softmax}(@x)_{ik} - [k = @t_i])"
        yield Cell("gradient", 0, row), Factor(share * (guess - hit), text, cells)


def _at(context: Context, index: tuple[int, ...]) -> tuple[tuple[int, ...], bool, float]:
    """Say where this score's loss stands, whether its class is the right one, and its share."""
    axis = 1 if len(index) > 1 else 0
    row = index[:axis] + index[axis + 1 :]
    hit = bool(np.asarray(context.input(1))[row] == index[axis])
    reduction = context.constants["reduction"]
    share = 1 / rows(context.shape(0)) if reduction == "mean" else 1.0
    return row if reduction == "none" else (), hit, share
