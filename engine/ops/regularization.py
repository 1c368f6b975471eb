"""Regularization: what makes a network generalize by disturbing its elements."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import Case, Cell, Context, Derivation, Factor, Formula, Op, Plan, Term

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
SIGNALS = [
    [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [-2.5, 0.75, 1.75], [1.5, -0.5, -1.0]],
    [[-0.75, 0.25, 1.25], [2.5, -3.0, 0.5], [1.75, -1.25, 0.75], [-0.25, 2.25, -2.0]],
]
IMAGES = [[[[0.5, -1.5], [2.0, 1.0]], [[3.0, -0.25], [-2.5, 0.75]]]]


class Dropout(Op):
    """Drops elements by chance and makes up for it with the others, so that the mean stays.

    Which ones, ``seed`` alone decides. Without ``training`` every element passes as it is.
    """

    name = "dropout"
    title = "dropout"
    symbol = "drop"
    asks_first = True
    formula = Formula(
        r"@y_i = \frac{m_i}{1 - p}\, @x_i, \quad m_i = \begin{cases} 0 & \text{with chance } p"
        r" \\ 1 & \text{else} \end{cases}",
        (r"@x^{\nabla} = @y^{\nabla} \otimes \tfrac{1}{1 - p}\, m",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= @y^{\nabla}_i \, \frac{m_i}{1 - p}",
            formula.backward[0],
        ),
    )
    cases = (
        Case(1.5, seed=3),
        Case(MATRIX, seed=2),
        Case(MATRIX, p=0.25, seed=7),
        Case(SIGNALS, p=0.75, seed=1),
        Case(MATRIX, p=0.0),
        Case(MATRIX, p=1.0),
        Case(MATRIX, training=False),
        Case([[]]),
    )
    source = "https://www.jmlr.org/papers/v15/srivastava14a.html"

    @staticmethod
    def forward(
        context: Context, x: Value, *, p: float = 0.5, training: bool = True, seed: int = 0
    ) -> Value:
        if not training:
            return x
        mask = np.random.Generator(np.random.PCG64(seed)).random(x.shape) >= p
        context.keep(mask=mask)
        return x * (mask / np.float64(1 - p) if p < 1 else mask)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        p, training = context.constants["p"], context.constants["training"]
        if not training:
            return g
        mask = context.fact("mask")
        return g * (mask / np.float64(1 - p) if p < 1 else mask)

    @classmethod
    def plan(cls, x: Shape, *, p: float = 0.5, training: bool = True, seed: int = 0) -> Plan:
        """Count a mask of one byte for each element, while training."""
        if not 0 <= p <= 1:
            raise DomainError(f"p is {p:g}", hint="A chance is a number from 0 to 1.")
        if seed < 0:
            raise DomainError(f"seed is {seed}", hint="A seed is a whole number from 0.")
        size = size_of(x) if training else 0
        return cls.planned((x,), x, flops=2 * size, kept=size)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give the one term: every element passes or does not, alone."""
        p = context.constants["p"]
        if not context.constants["training"]:
            yield (Cell("gradient", 0, index),)
            return
        stays = bool(np.asarray(context.fact("mask"))[index])
        yield (
            Cell("gradient", 0, index),
            Factor(1 / (1 - p) if stays else 0.0, r"\frac{m_i}{1 - p}"),
        )


RESPONSES_BACK = (
    r"@x^{\nabla} = @y^{\nabla} \oslash s^{\beta} - \tfrac{2 \alpha \beta}{\text{size}}\,"
    r" @x \otimes \sum_{j \,:\, i \text{ near } j} \tfrac{@y^{\nabla}_j @y_j}{s_j}"
)


class LocalResponseNorm(Op):
    """Each element, divided by a power of what its neighbours in the channels say: (n, c, ...).

    ``size`` channels are heard, the element's own in their middle; past the ends they are 0.
    """

    name = "local_response_norm"
    title = "local response normalization"
    symbol = "LRN"
    overhead = 200
    asks_first = True
    saves = ("x", "y")
    formula = Formula(
        r"@y_i = \frac{@x_i}{s_i^{\beta}}, \quad s_i = k + \frac{\alpha}{\text{size}}"
        r" \sum_{j \text{ near } i} @x_j^2",
        (RESPONSES_BACK,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \Big(\underbrace{[i = j]\, s_j^{-\beta}}_{\text{straight}}"
            r" - \underbrace{[i \text{ near } j]\, \tfrac{2 \alpha \beta}{\text{size}}\,"
            r" \tfrac{@y_j}{s_j}\, @x_i}_{\text{through } s_j}\Big)",
            RESPONSES_BACK,
        ),
    )
    cases = (
        Case(SIGNALS, size=3, alpha=0.5),
        Case(SIGNALS, size=2, alpha=0.5, beta=0.5, k=2.0),
        Case(IMAGES, size=5, alpha=1.0),
        Case(SIGNALS, size=1, alpha=0.25),
        Case(SIGNALS, size=2),
        Case([[[], []]], size=2),
    )
    cost: ClassVar[int] = 5
    source = "https://papers.nips.cc/paper/4824, section 3.3"

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        size: int,
        alpha: float = 1e-4,
        beta: float = 0.75,
        k: float = 1.0,
    ) -> Value:
        s = k + alpha / size * neighbours(x * x, *reach(size))
        return x / s**beta

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, y, constants = context.input(0), context.output(), context.constants
        size, alpha, beta = constants["size"], constants["alpha"], constants["beta"]
        before, after = reach(size)
        s = constants["k"] + alpha / size * neighbours(x * x, before, after)
        hearing = neighbours(g * y / s, after, before)
        return g / s**beta - (2 * alpha * beta / size) * x * hearing

    @classmethod
    def plan(
        cls,
        x: Shape,
        *,
        size: int,
        alpha: float = 1e-4,
        beta: float = 0.75,
        k: float = 1.0,
    ) -> Plan:
        """Ask for channels with something behind them, as PyTorch does."""
        if size < 1:
            raise DomainError(f"size is {size}", hint="One channel or more is heard.")
        if len(x) < 3:
            raise ShapeError(
                f"a tensor of {x} is no batch of signals or images",
                hint="It takes (n, c, ...), of rank 3 or more, with the channels second.",
            )
        before, after = reach(size)
        width = min(before, x[1]) + min(after, x[1]) + 1
        padded = size_of((*x[:1], x[1] + width - 1, *x[2:]))
        flops = cls.cost * size_of(x) + 2 * width.bit_length() * padded
        return cls.planned((x,), x, flops=flops)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each channel that hears this one."""
        constants, x = context.constants, np.asarray(context.input(0))
        size, alpha, beta = constants["size"], constants["alpha"], constants["beta"]
        column = [(index[0], c, *index[2:]) for c in range(x.shape[1])]
        text = (
            r"\left([i = j]\, s_j^{-\beta}"
            r" - \tfrac{2 \alpha \beta}{\text{size}}\, \tfrac{@y_j}{s_j}\, @x_i\right)"
        )
        for j in column:
            near = [i for i in column if -(size // 2) <= i[1] - j[1] <= (size - 1) // 2]
            if index not in near:
                continue
            s = constants["k"] + alpha / size * math.fsum(x[i] ** 2 for i in near)
            through_s = 2 * alpha * beta / size * x[j] * s ** (-beta - 1) * x[index]
            cells = tuple(Cell("input", 0, i) for i in near)
            slope = float(j == index) * s**-beta - through_s
            yield Cell("gradient", 0, j), Factor(slope, text, cells)


def reach(size: int) -> tuple[int, int]:
    """Say how many channels before and after its own an element hears."""
    return size // 2, (size - 1) // 2


def neighbours(x: Value, before: int, after: int) -> Value:
    """Sum, for each channel, over so many before it and after it, itself included."""
    channels = x.shape[1]
    before, after = min(before, channels), min(after, channels)
    ends = [np.zeros((x.shape[0], beyond, *x.shape[2:])) for beyond in (before, after)]
    padded = np.concatenate([ends[0], x, ends[1]], axis=1)
    # Blocks of 1, 2, 4 ... channels, of which those are added that make up the width.
    width, size, start = before + after + 1, 1, 0
    blocks, total = padded, np.zeros(x.shape)
    while size <= width:
        if width & size:
            total = total + blocks[:, start : start + channels]
            start += size
        blocks = blocks[:, :-size] + blocks[:, size:]
        size *= 2
    return total
