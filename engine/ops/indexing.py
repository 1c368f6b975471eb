"""Indexing: elements picked out by what stands in brackets, and put back there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    NUMPY,
    Case,
    Cell,
    Context,
    Derivation,
    Formula,
    Op,
    Plan,
    Term,
    broadcast,
    index_at,
    indices,
    position_of,
)

Key: TypeAlias = Any
"""What stands in brackets: an int, slice, None, ``...``, list of ints, mask, or several of them."""

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]

BRACKETS = "https://numpy.org/doc/stable/user/basics.indexing.html"

ADDED = (
    r"@x^{{\nabla}} = \mathbf 0, \; \text{{then}} \;"
    r" @x^{{\nabla}}_{{{key}}} \mathrel{{+}}= @y^{{\nabla}}"
)
PICKED = Derivation(
    r"@x^{\nabla}_i = \frac{\partial l}{\partial @x_i}",
    r"= \sum_j @y^{\nabla}_j \frac{\partial @y_j}{\partial @x_i}",
    r"= \sum_{j \,:\, \mathit{key}(j) = i} @y^{\nabla}_j",
    ADDED.format(key=r"\mathit{key}"),
)


class GetItem(Op):
    """The elements at the given places: what stands in brackets, by NumPy's rules.

    With ints and slices alone it is a view, and nothing is copied.
    """

    name = "getitem"
    title = "index"
    symbol = "[ ]"
    overhead = 500
    formula = Formula(r"@y_j = @x_{\mathit{key}(j)}", (PICKED.vectorise,))
    derivation = (PICKED,)
    cases = (
        Case(MATRIX, key=1),
        Case(MATRIX, key=(0, -1)),
        Case(MATRIX, key=(slice(None), slice(None, None, -2))),
        Case(STACK, key=(Ellipsis, None, 1)),
        Case([1.0, 2.0, 3.0], key=[0, 2, 0]),
        Case(STACK, key=([0, 1, 1], slice(1, None), [2, 0, 0])),
        Case(STACK, key=(slice(None), [0, 1, 0], [2, 2, 2])),
        Case(MATRIX, key=[[True, False, True], [False, True, False]]),
        Case(MATRIX, key=(slice(None), [True, False, True])),
        Case(1.5, key=None),
        Case(MATRIX, key=slice(2, 2)),
    )
    source = BRACKETS

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        key = constants["key"]
        text = ",".join(map(_written, key if isinstance(key, tuple) else (key,)))
        return f"[{text}]" if len(text) <= 8 else cls.symbol

    @staticmethod
    def forward(context: Context, x: Value, *, key: Key) -> Value:
        return x[key]

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return context.apply("place_add", g, key=context.constants["key"], shape=context.shape(0))

    @classmethod
    def plan(cls, x: Shape, *, key: Key) -> Plan:
        return cls.planned((x,), picked_shape(x, key), flops=0)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shape = context.shape(0)
        for place in _places(shape, context.constants["key"], index):
            yield (Cell("gradient", 0, place),)


class PlaceAdd(Op):
    """Zeros of a shape, with the elements added at the given places: ``getitem`` turned round."""

    name = "place_add"
    title = "addition into places"
    symbol = "[+]"
    overhead = 300
    formula = Formula(
        r"@y_i = \sum_{j \,:\, \mathit{key}(j) = i} @x_j",
        (r"@x^{\nabla} = @y^{\nabla}_{\mathit{key}}",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_j = \frac{\partial l}{\partial @x_j}",
            r"= \sum_i @y^{\nabla}_i \frac{\partial @y_i}{\partial @x_j}",
            r"= @y^{\nabla}_{\mathit{key}(j)}",
            r"@x^{\nabla} = @y^{\nabla}_{\mathit{key}}",
        ),
    )
    cases = (
        Case([1.0, 2.0, 3.0], key=[0, 2, 0], shape=(4,)),
        Case([1.0, 2.0, 3.0], key=1, shape=(2, 3)),
        Case(MATRIX, key=(slice(None), [0, 1, 0]), shape=(2, 2)),
        Case([1.0, 2.0], key=[[True, False], [False, True]], shape=(2, 2)),
    )
    source = NUMPY.format("ufunc.at")

    @staticmethod
    def forward(context: Context, x: Value, *, key: Key, shape: Shape) -> Value:
        y = np.zeros(shape)
        if _repeats(key):
            np.add.at(y, key, x)
        else:
            y[key] = x
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g[context.constants["key"]]

    @classmethod
    def plan(cls, x: Shape, *, key: Key, shape: Shape) -> Plan:
        places = picked_shape(shape, key)
        if x != places:
            raise ShapeError(
                f"{x} does not fit the places, {places}",
                hint="One element is needed for each place.",
            )
        return cls.planned((x,), shape, flops=size_of(places))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shape, key = context.constants["shape"], context.constants["key"]
        numbers = np.arange(size_of(shape)).reshape(shape)[key]
        yield (Cell("gradient", 0, index_at(int(numbers[index]), shape)),)


def _repeats(key: Key) -> bool:
    """Tell whether a key may name a place twice: only lists of numbers can."""
    parts = key if isinstance(key, tuple) else (key,)
    arrays = [np.asarray(part) for part in parts if isinstance(part, list | np.ndarray)]
    return any(array.dtype != bool for array in arrays)


def _places(shape: Shape, key: Key, index: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Walk over the places in the output to which the element at ``index`` was copied."""
    number = position_of(index, shape)
    numbers = np.asarray(np.arange(size_of(shape)).reshape(shape)[key])
    for place in indices(numbers.shape):
        if numbers[place] == number:
            yield place


def picked_shape(shape: Shape, key: Key) -> Shape:
    """Give the shape of ``x[key]``, from the shape of x alone. Raises ShapeError.

    Where NumPy puts what lists choose depends on what stands between them. So NumPy is asked, with
    a tensor of no elements: in it every sliced or new axis has size 0, every listed one size 1.
    """
    sides, lengths, blocks = enumerate(shape), list[int](), list[Shape]()
    parts = _spelled_out(shape, key)
    for part in parts:
        if part is None:
            lengths.append(1)
        elif isinstance(part, slice):
            _, side = next(sides)
            lengths.append(len(range(*part.indices(side))))
        elif part is not Ellipsis:
            axis, side = next(sides)
            _check_bounds(part, side, axis)
            blocks.append(part.shape)
    block = broadcast(*blocks) if blocks else ()
    if len(lengths) + len(block) > _MOST_AXES:
        raise ShapeError("too many axes", code="index", hint=f"NumPy has {_MOST_AXES} at most.")
    listed = np.zeros((1,) * len(block), dtype=int)
    tiny, stand_ins = list[int](), list[Any]()
    for part in parts:
        if part is Ellipsis:
            stand_ins.append(part)
        else:
            is_sliced = part is None or isinstance(part, slice)
            tiny.append(0 if is_sliced else 1)
            stand_ins.append(slice(None) if is_sliced else listed if part.ndim else 0)
    sizes = {0: iter(lengths), 1: iter(block)}
    return tuple(next(sizes[side]) for side in np.empty(tiny)[tuple(stand_ins)].shape)


_MOST_AXES = 64


def _spelled_out(shape: Shape, key: Key) -> list[Any]:
    """Give one part for each axis, and None for each new one: a mask becomes the places in it."""
    parts = [_part(part) for part in (key if isinstance(key, tuple) else (key,))]
    ellipses = sum(part is Ellipsis for part in parts)
    axes = [0 if p is None or p is Ellipsis else p.ndim if _is_mask(p) else 1 for p in parts]
    free = len(shape) - sum(axes)
    if free < 0 or ellipses > 1:
        raise ShapeError(
            f"{sum(axes)} indices for rank {len(shape)}" if free < 0 else "`...` stands twice",
            code="index",
            hint="One index for each axis at most, and `...` once for all the others.",
        )
    whole: list[Any] = []
    for part in parts if ellipses else [*parts, Ellipsis]:
        if part is Ellipsis:
            # Even where it stands for no axis, it separates the lists around it.
            whole += [slice(None)] * free or [Ellipsis]
        elif _is_mask(part):
            axis = sum(before is not None and before is not Ellipsis for before in whole)
            if part.shape != shape[axis : axis + part.ndim]:
                raise ShapeError(
                    f"a mask of {part.shape} for {shape}",
                    code="index",
                    hint="A mask has the sizes of the axes that it stands for.",
                )
            whole += np.nonzero(part)
        else:
            whole.append(part)
    return whole


def _part(part: Any) -> Any:
    """Take one part of a key: a list as an array. Raises ShapeError for what is no index."""
    if isinstance(part, slice) and part.step == 0:
        raise ShapeError("the step of a slice is 0", code="index", hint="Write 1 or -1.")
    if part is None or part is Ellipsis or isinstance(part, slice):
        return part
    array = np.asarray(part)
    array = array.astype(int) if isinstance(part, list) and not array.size else array
    if array.dtype.kind not in "iu" and not _is_mask(array):
        raise ShapeError(
            f"{part} is no index",
            code="index",
            hint="An index is a whole number, a slice, None, `...`, a list of numbers, or a mask.",
        )
    return array


def _is_mask(part: Any) -> bool:
    return isinstance(part, np.ndarray) and part.ndim > 0 and part.dtype == bool


def _check_bounds(numbers: np.ndarray, size: int, axis: int) -> None:
    """Hold an index or a list of them against the size of its axis. Raises ShapeError."""
    outside = numbers[(numbers >= size) | (numbers < -size)]
    if outside.size:
        raise ShapeError(
            f"index {outside.flat[0]} is outside axis {axis}, whose size is {size}",
            code="index",
            hint=f"Places count from 0 to {size - 1}, or from -1 backwards."
            if size
            else "There is no element.",
        )


def _written(part: Any) -> str:
    """Write a part of a key as in a program."""
    if isinstance(part, slice):
        ends = ["" if end is None else str(end) for end in (part.start, part.stop)]
        return ":".join([*ends, str(part.step)] if part.step is not None else ends)
    if isinstance(part, list | np.ndarray):
        return str(np.asarray(part).tolist()).replace(" ", "")
    return "…" if part is Ellipsis else str(part)
