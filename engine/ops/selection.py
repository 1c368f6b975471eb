"""Selection: elements picked out, or put into places, by the numbers or truths in a tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    PYTORCH,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Elementwise,
    Formula,
    Op,
    Plan,
    Term,
    axis_of,
    broadcast,
    indices,
    inserted,
    key_along,
    on_a_line,
    places_in,
    replaced,
    source_of,
    without,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]


ELEMENT = r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}"
SUM = r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}"
ADDED = (
    r"@x^{{\nabla}} = \mathbf 0, \; \text{{then}} \;"
    r" @x^{{\nabla}}_{{{place}}} \mathrel{{+}}= @y^{{\nabla}}_{{{copy}}}"
)


class Take(Op):
    """The slices of ``x`` with the given numbers along an axis; None counts through the whole."""

    name = "take"
    title = "choice by number"
    symbol = "take"
    aliases = ("index_select",)
    formula = Formula(r"@y_j = @x_{@indices_j}", (ADDED.format(place="@indices_j", copy="j"), ""))
    derivation = (
        Derivation(
            ELEMENT,
            SUM,
            r"= \sum_{j \,:\, @indices_j = i} @y^{\nabla}_j",
            ADDED.format(place="@indices_j", copy="j"),
        ),
        Derivation(),
    )
    domain = (Domain(), Domain(0, 2, whole=True))
    cases = (
        Case(MATRIX, [0.0, 4.0, 4.0]),
        Case(MATRIX, 1.0, axis=0),
        Case(MATRIX, [[0.0, 1.0], [1.0, 1.0]], axis=0),
        Case(STACK, [2.0, -1.0, 0.0], axis=-1),
        Case(MATRIX, []),
    )
    source = NUMPY.format("take")

    @staticmethod
    def forward(context: Context, x: Value, indices: Value, *, axis: int | None = None) -> Value:
        numbers = places_in(indices, x.size if axis is None else x.shape[axis], from_end=True)
        context.keep(numbers=numbers)
        return np.take(x, numbers, axis=axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, axis = context.shape(0), context.constants["axis"]
        numbers = context.fact("numbers")
        if axis is None:
            flat = context.apply("place_add", g, key=numbers, shape=(size_of(shape),))
            return np.reshape(flat, shape), None
        key = (*(slice(None),) * (axis % len(shape)), numbers)
        return context.apply("place_add", g, key=key, shape=shape), None

    @classmethod
    def plan(cls, x: Shape, indices: Shape, *, axis: int | None = None) -> Plan:
        if axis is None:
            shape = indices
        else:
            along = axis_of(len(x), axis)
            shape = replaced(x, along, *indices)
        return cls.planned((x, indices), shape, flops=0, kept=8 * size_of(indices))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        index, shape, axis = on_a_line(index, context.shape(0), context.constants["axis"])
        chosen = np.asarray(context.input(1)).astype(int)
        for place in indices(chosen.shape):
            if chosen[place] % shape[axis] == index[axis]:
                yield (Cell("gradient", 0, replaced(index, axis, *place)),)


class TakeAlongAxis(Op):
    """For each place its own number along an axis: what ``argmax`` or ``argsort`` gives, applied.

    Along the other axes the two tensors broadcast. None counts through the whole.
    """

    name = "take_along_axis"
    title = "choice along an axis"
    symbol = "take∥"
    overhead = 300
    aliases = ("take_along_dim",)
    formula = Formula(
        r"@y_{ij} = @x_{i\, @indices_{ij}} \quad \text{along the last axis}",
        (ADDED.format(place=r"i\, @indices_{ij}", copy="ij"), ""),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ik} = \frac{\partial l}{\partial @x_{ik}}",
            r"= \sum_{lm} @y^{\nabla}_{lm} \frac{\partial @y_{lm}}{\partial @x_{ik}}",
            r"= \sum_{j \,:\, @indices_{ij} = k} @y^{\nabla}_{ij}",
            ADDED.format(place=r"i\, @indices_{ij}", copy="ij"),
        ),
        Derivation(),
    )
    domain = (Domain(), Domain(0, 2, whole=True))
    cases = (
        Case([1.5, -0.5, 2.0], [2.0, 0.0]),
        Case(MATRIX, [[2.0, 0.0], [1.0, 1.0]]),
        Case(MATRIX, [[1.0, -1.0, 0.0]], axis=0),
        Case(STACK, [[[0.0], [1.0]]], axis=-2),
        Case([[1.0, 2.0]], [[0.0], [1.0], [1.0]]),
        Case(MATRIX, [5.0, 0.0, 5.0], axis=None),
    )
    source = NUMPY.format("take_along_axis")

    @staticmethod
    def forward(context: Context, x: Value, indices: Value, *, axis: int | None = -1) -> Value:
        numbers = places_in(indices, x.size if axis is None else x.shape[axis], from_end=True)
        context.keep(numbers=numbers)
        return np.take_along_axis(x, numbers, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, axis = context.shape(0), context.constants["axis"]
        numbers = context.fact("numbers")
        if axis is None:
            flat = context.apply("place_add", g, key=numbers, shape=(size_of(shape),))
            return np.reshape(flat, shape), None
        return context.apply("place_add", g, key=key_along(axis, numbers, shape), shape=shape), None

    @classmethod
    def plan(cls, x: Shape, indices: Shape, *, axis: int | None = -1) -> Plan:
        kept = 8 * size_of(indices)
        if axis is None:
            if len(indices) != 1:
                raise ShapeError(
                    f"numbers of {indices} that count through the whole",
                    hint="Without an axis the numbers stand in one row.",
                )
            return cls.planned((x, indices), indices, flops=0, kept=kept)
        along = axis_of(len(x), axis)
        _check_ranks(x, indices)
        around = broadcast(without(x, along), without(indices, along))
        shape = inserted(around, along, indices[along])
        return cls.planned((x, indices), shape, flops=0, kept=kept)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        index, shape, axis = on_a_line(index, context.shape(0), context.constants["axis"])
        chosen = np.asarray(context.input(1)).astype(int)
        around = broadcast(without(shape, axis), without(chosen.shape, axis))
        for place in indices(inserted(around, axis, chosen.shape[axis])):
            number = chosen[source_of(place, chosen.shape)] % shape[axis]
            beside = source_of(without(place, axis), without(shape, axis))
            if inserted(beside, axis, number) == index:
                yield (Cell("gradient", 0, place),)


class Gather(Op):
    """For each place in ``index`` its own number along an axis, as PyTorch has it.

    Nothing broadcasts: along the other axes a place reads its own row, and ``index`` may be smaller
    than ``x``.
    """

    name = "gather"
    title = "gathering"
    symbol = "gather"
    overhead = 100
    positional = ("x", "axis", "index")
    asks_first = True
    formula = Formula(
        r"@y_{ij} = @x_{@index_{ij}\, j} \quad \text{along axis 0}",
        (ADDED.format(place=r"@index_{ij}\, j", copy="ij"), ""),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{kj} = \frac{\partial l}{\partial @x_{kj}}",
            r"= \sum_{lm} @y^{\nabla}_{lm} \frac{\partial @y_{lm}}{\partial @x_{kj}}",
            r"= \sum_{i \,:\, @index_{ij} = k} @y^{\nabla}_{ij}",
            ADDED.format(place=r"@index_{ij}\, j", copy="ij"),
        ),
        Derivation(),
    )
    domain = (Domain(), Domain(0, 2, whole=True))
    cases = (
        Case([1.5, -0.5, 2.0], [2.0, 0.0, 2.0, 2.0], axis=0),
        Case(MATRIX, [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]], axis=0),
        Case(MATRIX, [[2.0], [0.0]], axis=-1),
        Case(MATRIX, [[1.0, 0.0]], axis=0),
        Case(STACK, [[[1.0, 0.0, 1.0]]], axis=1),
        Case(MATRIX, [[]], axis=1),
    )
    source = PYTORCH.format("gather")

    @staticmethod
    def forward(context: Context, x: Value, index: Value, *, axis: int) -> Value:
        numbers = places_in(index, x.shape[axis])
        context.keep(numbers=numbers)
        return x[key_along(axis, numbers, numbers.shape)]

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        numbers = context.fact("numbers")
        key = key_along(context.constants["axis"], numbers, numbers.shape)
        return context.apply("place_add", g, key=key, shape=context.shape(0)), None

    @classmethod
    def plan(cls, x: Shape, index: Shape, *, axis: int) -> Plan:
        along = axis_of(len(x), axis)
        _check_ranks(x, index)
        _check_within(without(index, along), without(x, along), index, x)
        return cls.planned((x, index), index, flops=0, kept=8 * size_of(index))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        axis = axis_of(len(index), context.constants["axis"])
        chosen = np.asarray(context.input(1)).astype(int)
        for place in indices(chosen.shape):
            if replaced(place, axis, chosen[place]) == index:
                yield (Cell("gradient", 0, place),)


class ScatterAdd(Op):
    """``x`` with each element of ``src`` added at its own number along an axis: ``gather`` back."""

    name = "scatter_add"
    title = "scattered addition"
    symbol = "scatter"
    overhead = 200
    positional = ("x", "axis", "index", "src")
    asks_first = True
    formula = Formula(
        r"@y = @x, \; \text{then} \; @y_{@index_{ij}\, j} \mathrel{+}= @src_{ij}"
        r" \quad \text{along axis 0}",
        (
            r"@x^{\nabla} = @y^{\nabla}",
            "",
            r"@src^{\nabla}_{ij} = @y^{\nabla}_{@index_{ij}\, j}",
        ),
    )
    derivation = (
        Derivation(ELEMENT, SUM, r"= @y^{\nabla}_i", r"@x^{\nabla} = @y^{\nabla}"),
        Derivation(),
        Derivation(
            r"@src^{\nabla}_{ij} = \frac{\partial l}{\partial @src_{ij}}",
            r"= \sum_{lm} @y^{\nabla}_{lm} \frac{\partial @y_{lm}}{\partial @src_{ij}}",
            r"= @y^{\nabla}_{@index_{ij}\, j}",
            r"@src^{\nabla}_{ij} = @y^{\nabla}_{@index_{ij}\, j}",
        ),
    )
    domain = (Domain(), Domain(0, 2, whole=True), Domain())
    cases = (
        Case([0.5, -1.0, 2.0], [2.0, 0.0, 2.0, 2.0], [1.0, 2.0, 3.0, -0.5], axis=0),
        Case(MATRIX, [[0.0, 1.0, 0.0], [0.0, 1.0, 1.0]], STACK[1], axis=0),
        Case(MATRIX, [[2.0], [0.0]], STACK[1], axis=-1),
        Case(STACK, [[[1.0, 0.0]]], STACK, axis=1),
        Case(MATRIX, [[]], MATRIX, axis=1),
    )
    source = PYTORCH.format("Tensor.scatter_add_")

    @staticmethod
    def forward(context: Context, x: Value, index: Value, src: Value, *, axis: int) -> Value:
        numbers = places_in(index, x.shape[axis])
        context.keep(numbers=numbers)
        y = np.array(x, dtype=np.float64)
        np.add.at(y, key_along(axis, numbers, numbers.shape), src[_leading(numbers.shape)])
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        numbers, src = context.fact("numbers"), context.shape(2)
        picked = g[key_along(context.constants["axis"], numbers, numbers.shape)]
        if src != numbers.shape:
            picked = context.apply("place_add", picked, key=_leading(numbers.shape), shape=src)
        return g, None, picked

    @classmethod
    def plan(cls, x: Shape, index: Shape, src: Shape, *, axis: int) -> Plan:
        along = axis_of(len(x), axis)
        _check_ranks(x, index, src)
        _check_within(without(index, along), without(x, along), index, x)
        _check_within(index, src, index, src)
        size = size_of(index)
        return cls.planned((x, index, src), x, flops=size, kept=8 * size)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        axis = axis_of(len(index), context.constants["axis"])
        chosen = np.asarray(context.input(1)).astype(int)
        if slot == 0:
            yield (Cell("gradient", 0, index),)
        elif all(i < side for i, side in zip(index, chosen.shape, strict=True)):
            place = replaced(index, axis, int(chosen[index]))
            yield (Cell("gradient", 0, place),)


class MaskedFill(Elementwise):
    """``x``, with one number put in wherever the mask holds (is not zero)."""

    name = "masked_fill"
    title = "filling where a mask holds"
    symbol = "▒"
    formula = Formula(
        r"@y_i = \begin{cases} @value & \text{if } @mask_i \\ @x_i & \text{else} \end{cases}"
    )
    local = (r"\left[@mask_i = 0\right]", "", r"\left[@mask_i \ne 0\right]")
    domain = (Domain(), Domain(0, 2, whole=True), Domain())
    cases = (
        Case(1.5, 1.0, -2.0),
        Case(MATRIX, [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], 9.0),
        Case(STACK, [0.0, 1.0, 1.0], 0.0),
        Case([1.0, 2.0], [[1.0], [0.0]], -0.5),
    )
    source = PYTORCH.format("Tensor.masked_fill_")

    @staticmethod
    def forward(context: Context, x: Value, mask: Value, value: Value) -> Value:
        holds = np.not_equal(mask, 0)
        context.keep(holds=holds)
        return np.where(holds, value, x)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        holds = context.fact("holds")
        return np.where(holds, 0.0, g), None, np.where(holds, g, 0.0)

    @classmethod
    def plan(cls, x: Shape, mask: Shape, value: Shape) -> Plan:
        if value:
            raise ShapeError(
                f"{size_of(value)} values",
                hint="One number is filled in; `where` chooses between tensors.",
            )
        shape = broadcast(x, mask)
        return cls.planned((x, mask, value), shape, flops=size_of(shape), kept=size_of(mask))

    @staticmethod
    def slopes(x: float, mask: float, value: float) -> tuple[float, ...]:
        return float(mask == 0), 0.0, float(mask != 0)


def _leading(shape: Shape) -> tuple[slice, ...]:
    """Give the key of the first elements, so many along each axis."""
    return tuple(slice(side) for side in shape)


def _check_ranks(*shapes: Shape) -> None:
    """Refuse tensors of different ranks. Raises ShapeError."""
    if len(set(map(len, shapes))) > 1:
        raise ShapeError(
            f"{' and '.join(map(str, shapes))} differ in rank",
            hint="Each place names one number along the axis: the ranks must be equal.",
        )


def _check_within(sides: Shape, most: Shape, index: Shape, tensor: Shape) -> None:
    """Refuse places for which there is no row. Raises ShapeError."""
    if any(side > limit for side, limit in zip(sides, most, strict=True)):
        raise ShapeError(
            f"places of {index} for a tensor of {tensor}",
            hint="There may be no more places than rows along the other axes.",
        )
