"""Losses that measure how surprised a guess of probabilities is by what happened.

Their ``reduction`` is PyTorch's: "mean" and "sum" give one number, "none" one for each element.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Value
from engine.op import (
    FUNCTIONAL,
    REDUCTIONS,
    Case,
    Context,
    Domain,
    Formula,
    PairLoss,
    gathered,
    shared,
)

CHANCES = [[0.25, 0.5, 0.75], [0.9, 0.1, 0.6]]
HITS = [[0.0, 1.0, 1.0], [1.0, 0.0, 0.25]]
CHANCE_CASES = (
    Case(0.75, 1.0),
    Case(CHANCES, HITS),
    Case(CHANCES, HITS, reduction="sum"),
    Case(CHANCES, HITS, reduction="none"),
)
LOGARITHMS = [[-1.0, -0.5, -2.0], [-0.25, -3.0, -1.5]]
LOGARITHM_CASES = (
    Case(-0.25, 0.75),
    Case(LOGARITHMS, CHANCES),
    Case(LOGARITHMS, CHANCES, reduction="sum"),
    Case(LOGARITHMS, CHANCES, reduction="batchmean"),
    Case(LOGARITHMS, CHANCES, reduction="none"),
    Case(LOGARITHMS, [[-0.75, -1.5, -0.5], [-2.0, -0.25, -1.0]], log_target=True),
    Case(-0.25, 0.75, reduction="batchmean"),
)
COUNTS = [[0.0, 2.0, 3.0], [4.0, 5.0, 0.0]]
LARGE_COUNTS = [[3.0, 2.0, 5.0], [4.0, 7.0, 2.0]]
PROBABILITY = Domain(0.1, 0.9)


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
    source = FUNCTIONAL.format("binary_cross_entropy")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        hit, miss = np.maximum(np.log(y), -100.0), np.maximum(np.log1p(-y), -100.0)
        return gathered((t - 1) * miss - t * hit, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t = context.input(0), context.input(1)
        g = shared(g, context)
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
    source = FUNCTIONAL.format("binary_cross_entropy_with_logits")

    @staticmethod
    def forward(context: Context, y: Value, t: Value, *, reduction: str = "mean") -> Value:
        return gathered(np.logaddexp(0.0, y) - t * y, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t = context.input(0), context.input(1)
        g = shared(g, context)
        return g * (context.apply("sigmoid", y) - t), -g * y

    @staticmethod
    def slopes(y: float, t: float) -> tuple[float, ...]:
        return 0.5 * (1 + math.tanh(y / 2)) - t, -y


class KullbackLeibler(PairLoss):
    """How much is lost by taking the probabilities whose logarithms are ``y`` for those of ``t``.

    ``t`` holds probabilities, or with ``log_target`` their logarithms. "mean" divides by the number
    of elements; the divergence itself is "batchmean", the mean of the examples.
    """

    name = "kl_div"
    title = "Kullback-Leibler divergence"
    symbol = "KL"
    reductions = (*REDUCTIONS, "batchmean")
    formula = Formula(
        r"@l = \frac1n \sum_i p_i\, (\ln p_i - @y_i),"
        r" \quad p = @t \text{ or, of logarithms, } e^{@t}"
    )
    local = (
        r"(-p_i)",
        r"(\ln p_i - @y_i + 1)\, \tfrac{\mathrm{d} p_i}{\mathrm{d} @t_i}",
    )
    domain = (Domain(-3, 0), PROBABILITY)
    kinks = ("t = 0: the loss is 0, its slope along t infinite",)
    cases = LOGARITHM_CASES
    cost = 4
    source = FUNCTIONAL.format("kl_div")

    @staticmethod
    def forward(
        context: Context, y: Value, t: Value, *, reduction: str = "mean", log_target: bool = False
    ) -> Value:
        if log_target:
            return gathered(np.exp(t) * (t - y), reduction)
        # 0 ln 0 is 0, its limit.
        own = t * np.log(np.where(np.equal(t, 0), 1.0, t))
        return gathered(own - t * y, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t, log_target = context.input(0), context.input(1), context.constants["log_target"]
        g = shared(g, context)
        p = np.exp(t) if log_target else t
        if not context.needs(1):
            return -g * p, None
        gt = p * (t - y + 1) if log_target else np.log(t) - y + 1
        return -g * p, g * gt

    @staticmethod
    def slopes(y: float, t: float, log_target: bool) -> tuple[float, ...]:
        if log_target:
            return -math.exp(t), math.exp(t) * (t + 1 - y)
        return -t, math.log(t) + 1 - y


class PoissonLoss(PairLoss):
    """How surprised a rate is by the count ``t``; ``y`` is the rate's logarithm, or the rate.

    What does not depend on the rate is left out; ``full`` puts Stirling's formula for it in.
    """

    name = "poisson_nll"
    title = "Poisson negative log-likelihood"
    symbol = "Pois"
    aliases = ("poisson_nll_loss",)
    formula = Formula(
        r"@l = \frac1n \sum_i \left(\lambda_i - @t_i \ln \lambda_i\right),"
        r" \quad \lambda = e^{@y} \text{ or, of rates, } @y"
    )
    local = (
        r"\left(1 - \frac{@t_i}{\lambda_i}\right) \tfrac{\mathrm{d} \lambda_i}{\mathrm{d} @y_i}",
        r"(-\ln \lambda_i)",
    )
    domain = (Domain(0.1, 3), Domain(0.1, 3, kinks=(1.0,)))
    kinks = (
        "a rate of 0: eps is added to it in the logarithm",
        "t = 1 where full: Stirling's formula begins above 1",
    )
    cases = (
        Case(1.5, 2.0),
        Case(CHANCES, COUNTS),
        Case(CHANCES, COUNTS, log_input=False),
        Case(CHANCES, LARGE_COUNTS, full=True, reduction="sum"),
        Case(CHANCES, LARGE_COUNTS, log_input=False, eps=0.1, full=True),
        Case(CHANCES, COUNTS, reduction="none"),
    )
    cost = 4
    source = FUNCTIONAL.format("poisson_nll_loss")

    @staticmethod
    def forward(
        context: Context,
        y: Value,
        t: Value,
        *,
        log_input: bool = True,
        full: bool = False,
        eps: float = 1e-8,
        reduction: str = "mean",
    ) -> Value:
        losses = np.exp(y) - t * y if log_input else y - t * np.log(y + eps)
        if full:
            many = np.maximum(t, 1.0)
            stirling = many * np.log(many) - many + 0.5 * np.log(2 * np.pi * many)
            losses = losses + np.where(t > 1, stirling, 0.0)
        return gathered(losses, reduction)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        y, t, constants = context.input(0), context.input(1), context.constants
        g, eps = shared(g, context), constants["eps"]
        gy = g * (np.exp(y) - t if constants["log_input"] else 1 - t / (y + eps))
        if not context.needs(1):
            return gy, None
        gt = -g * (y if constants["log_input"] else np.log(y + eps))
        if constants["full"]:
            many = np.where(t > 1, t, 1.0)
            gt = gt + np.where(t > 1, g * (np.log(many) + 0.5 / many), 0.0)
        return gy, gt

    @staticmethod
    def slopes(y: float, t: float, log_input: bool, full: bool, eps: float) -> tuple[float, ...]:
        rate, speed = (math.exp(y), math.exp(y)) if log_input else (y + eps, 1.0)
        correction = math.log(t) + 1 / (2 * t) if full and t > 1 else 0.0
        return (1 - t / rate) * speed, correction - math.log(rate)
