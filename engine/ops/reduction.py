"""Reductions: many elements in, one out for each group along the given axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, expanded, size_of
from engine.errors import DomainError
from engine.op import (
    PYTORCH,
    Axis,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Factor,
    Formula,
    Op,
    Plan,
    Reduction,
    Term,
    axes_of,
    index_at,
    line_shape,
    line_through,
    on_a_line,
    position_of,
    replaced,
    spread,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

AXIS_CASES = (
    Case(1.5),
    Case(MATRIX),
    Case(MATRIX, axis=0),
    Case(MATRIX, axis=-1, keepdims=True),
    Case(STACK, axis=(0, 2)),
    Case(STACK, axis=1),
)

CARRIED = r"@x^{\nabla}_i = r_i \prod_{k < i} @x_k, \quad r_i = @y^{\nabla}_i + @x_{i+1}\, r_{i+1}"
SPREAD = r"@x^{\nabla} = @y^{\nabla} \mathbf 1^{\mathsf T}"


class Sum(Reduction):
    """The sum of all elements, or along the given axes."""

    name = "sum"
    title = "sum"
    symbol = "Σ"
    formula = Formula(
        r"@y_j = \sum_{i \to j} @x_i",
        (SPREAD,),
    )
    local = r"1"
    cases = (*AXIS_CASES, Case([[], []]), Case([[], []], axis=0))
    source = "The lecture, «Automatic differentiation»: the row-wise sum"

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return x.sum(axis=axis, keepdims=keepdims)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape = context.shape(0)
        if g.shape:
            g = spread(g, shape, **context.constants)
        return expanded(g, shape)

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        return 1.0


class Prod(Reduction):
    """The product of all elements, or along the given axes."""

    name = "prod"
    title = "product"
    symbol = "Π"
    overhead = 700
    saves = ("x",)
    formula = Formula(
        r"@y_j = \prod_{i \to j} @x_i",
        (r"@x^{\nabla}_i = @y^{\nabla}_j \prod_{k \ne i} @x_k, \quad i, k \to j",),
    )
    local = r"\prod_{k \ne i} @x_k"
    cases = (*AXIS_CASES, Case([0.0, 2.0, 3.0]), Case([[0.0, 2.0, 0.0], [4.0, 0.0, 3.0]], axis=1))
    source = PYTORCH.format("prod")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None, keepdims: bool = False) -> Value:
        return x.prod(axis=axis, keepdims=keepdims)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, shape = context.input(0), context.shape(0)
        axes = axes_of(len(shape), context.constants["axis"])
        kept = tuple(i for i in range(len(shape)) if i not in axes)
        line = np.transpose(x, kept + axes)
        length = size_of(tuple(shape[i] for i in axes))
        lines = np.reshape(line, (*(shape[i] for i in kept), length))
        others = np.reshape(_products_of_others(lines), line.shape)
        back = tuple(int(i) for i in np.argsort(kept + axes))
        return spread(g, shape, **context.constants) * np.transpose(others, back)

    @staticmethod
    def slope(values: Sequence[float], own: int) -> float:
        return math.prod(v for i, v in enumerate(values) if i != own)


def _products_of_others(x: Value) -> Value:
    """Multiply, for each element along the last axis, all the others: without dividing by it.

    ``before`` holds the product of the elements before each place, ``after`` of those behind it;
    both reach twice as far with every turn. A quotient would fail at a zero.
    """
    n = x.shape[-1]
    if n == 0:
        return x
    one = np.ones((*x.shape[:-1], 1))
    before = np.concatenate([one, x[..., :-1]], axis=-1)
    after = np.concatenate([x[..., 1:], one], axis=-1)
    reach = 1
    while reach < n:
        ones = np.ones((*x.shape[:-1], reach))
        before = before * np.concatenate([ones, before[..., :-reach]], axis=-1)
        after = after * np.concatenate([after[..., reach:], ones], axis=-1)
        reach *= 2
    return before * after


class Norm(Reduction):
    """The length of a vector: its p-norm, with p = ``ord``, Euclid's unless given."""

    name = "norm"
    title = "norm"
    symbol = "‖x‖"
    overhead = 200
    asks_first = True
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \Big(\sum_{i \to j} |@x_i|^p\Big)^{1/p}, \quad p = \text{ord}",
        (SPREAD + r" \otimes \operatorname{sign}(@x) \otimes \left(|@x| / @y\right)^{p - 1}",),
    )
    local = r"\operatorname{sign}(@x_i) \left(|@x_i| / @y_j\right)^{p - 1}"
    domain = (Domain(kinks=(0.0,)),)
    kinks = ("all elements 0: the derivative is taken as 0", "p = 1: an element of 0 counts as 0")
    cases = (
        *AXIS_CASES,
        Case([3.0, -4.0]),
        Case(MATRIX, ord=1, axis=1),
        Case(MATRIX, ord=3, axis=0, keepdims=True),
    )
    cost: ClassVar[int] = 3
    source = PYTORCH.format("linalg.vector_norm")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        ord: float | None = None,
        axis: Axis = None,
        keepdims: bool = False,
    ) -> Value:
        if ord is None or ord == 2:
            return np.sqrt((x * x).sum(axis=axis, keepdims=keepdims))
        return (np.abs(x) ** ord).sum(axis=axis, keepdims=keepdims) ** (1 / ord)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, shape, constants = context.input(0), context.shape(0), context.constants
        axis, keepdims = constants["axis"], constants["keepdims"]
        g, y = (spread(value, shape, axis, keepdims) for value in (g, context.output()))
        # Where the length is 0, every element is 0: any divisor but 0 gives the 0 wanted.
        y = np.where(np.equal(y, 0), 1.0, y)
        p = constants["ord"]
        if p is None or p == 2:
            return g * (x / y)
        return g * np.sign(x) * (np.abs(x) / y) ** (p - 1)

    @classmethod
    def plan(cls, x: Shape, *, ord: float | None = None, axis: Axis = None, **others: Any) -> Plan:
        _check_order(x, ord, axis)
        return super().plan(x, axis=axis, **others)

    @staticmethod
    def slope(values: Sequence[float], own: int, ord: float | None) -> float:
        p = ord or 2
        length = math.fsum(abs(v) ** p for v in values) ** (1 / p)
        return math.copysign((abs(values[own]) / length) ** (p - 1), values[own])


def _check_order(shape: Shape, ord: float | None, axis: Axis) -> None:
    if ord is not None and not 1 <= ord < math.inf:
        raise DomainError(f"the order of the norm is {ord:g}", hint="It is at least 1, and finite.")
    if ord is not None and len(axes_of(len(shape), axis)) > 1:
        raise DomainError(
            "an order of the norm over several axes means different things to different people",
            hint="Give one axis, or flatten the tensor first.",
        )


class CumSum(Op):
    """At each place the sum of the elements up to there, along an axis; None flattens first."""

    name = "cumsum"
    title = "running sum"
    symbol = "Σ…"
    formula = Formula(
        r"@y_j = \sum_{i \le j} @x_i",
        (r"@x^{\nabla} = \mathrm{flip}(\mathrm{cumsum}(\mathrm{flip}(@y^{\nabla})))",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= \sum_{j \ge i} @y^{\nabla}_j",
            r"@x^{\nabla} = \mathrm{flip}(\mathrm{cumsum}(\mathrm{flip}(@y^{\nabla})))",
        ),
    )
    cases = (Case(1.5), Case(MATRIX), Case(MATRIX, axis=0), Case(STACK, axis=-1))
    source = PYTORCH.format("cumsum")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int | None = None) -> Value:
        return np.cumsum(x, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        axis = context.constants["axis"]
        along = 0 if axis is None else axis
        summed = np.flip(np.cumsum(np.flip(g, along), axis=along), along)
        return np.reshape(summed, context.shape(0))

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None) -> Plan:
        return cls.planned((x,), line_shape(x, axis), flops=size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        index, shape, axis = on_a_line(index, context.shape(0), context.constants["axis"])
        for j in range(index[axis], shape[axis]):
            yield (Cell("gradient", 0, replaced(index, axis, j)),)


class CumProd(Op):
    """At each place the product of the elements up to there, along an axis; None flattens first."""

    name = "cumprod"
    title = "running product"
    symbol = "Π…"
    overhead = 200
    saves = ("x", "y")
    formula = Formula(
        r"@y_j = \prod_{k \le j} @x_k",
        (CARRIED,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
            r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
            r"= \sum_{j \ge i} @y^{\nabla}_j \prod_{k \le j,\, k \ne i} @x_k",
            CARRIED,
        ),
    )
    cases = (
        Case(1.5),
        Case(MATRIX),
        Case(MATRIX, axis=0),
        Case(STACK, axis=-1),
        Case([2.0, 0.0, 3.0, 0.0, -1.5]),
        Case([[], []], axis=1),
    )
    source = PYTORCH.format("cumprod")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int | None = None) -> Value:
        return np.cumprod(x, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, y, axis = context.input(0), context.output(), context.constants["axis"]
        if axis is None:
            x, axis = np.reshape(x, y.shape), 0
        g, x, y = (np.swapaxes(part, axis, -1) for part in (g, x, y))
        before = np.concatenate([np.ones((*x.shape[:-1], 1)), y[..., :-1]], axis=-1)
        return np.reshape(np.swapaxes(before * _carried_back(g, x), axis, -1), context.shape(0))

    @classmethod
    def plan(cls, x: Shape, *, axis: int | None = None) -> Plan:
        return cls.planned((x,), line_shape(x, axis), flops=size_of(x))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        x = np.asarray(context.input(0))
        at, shape, axis = on_a_line(index, x.shape, context.constants["axis"])
        line = list(line_through(at, shape, axis))
        values = [float(x.reshape(shape)[place]) for place in line]
        named = [index_at(position_of(place, shape), x.shape) for place in line]
        own = at[axis]
        for j in range(own, shape[axis]):
            others = [k for k in range(j + 1) if k != own]
            slope = math.prod(values[k] for k in others)
            cells = tuple(Cell("input", 0, named[k]) for k in others)
            yield Cell("gradient", 0, line[j]), Factor(slope, r"\prod_{k \ne i} @x_k", cells)


def _carried_back(g: Value, x: Value) -> Value:
    """Work out r_i = g_i + x_{i+1} r_{i+1} along the last axis, without dividing by anything.

    A stretch of the line carries r over as ``a * r + b``; each turn doubles all stretches.
    """
    n, lead = x.shape[-1], x.shape[:-1]
    a, b = np.concatenate([x[..., 1:], np.zeros((*lead, 1))], axis=-1), g
    reach = 1
    while reach < n:
        nothing = np.zeros((*lead, reach))
        b = b + a * np.concatenate([b[..., reach:], nothing], axis=-1)
        a = a * np.concatenate([a[..., reach:], nothing], axis=-1)
        reach *= 2
    return b
