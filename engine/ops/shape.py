"""Shape ops: the same numbers under another shape. Their gradients go back the same way."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    NUMPY,
    PYTORCH,
    Axis,
    Case,
    Context,
    Formula,
    Rearrangement,
    axes_of,
    axis_of,
    index_at,
    position_of,
    source_of,
)

MATRIX = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
STACK = [MATRIX, [[1.5, 0.75, -1.0], [-2.0, 0.25, -3.0]]]


class BroadcastTo(Rearrangement):
    """The tensor repeated along new axes and along axes of size 1; -1 leaves a size as it is.

    A view: nothing is copied.
    """

    name = "broadcast_to"
    title = "broadcast to a shape"
    symbol = "⇉"
    overhead = 100
    aliases = ("expand",)
    formula = Formula(r"@y_{ij} = @x_j", (r"@x^{\nabla} = \sum_{\text{copies}} @y^{\nabla}",))
    cases = (
        Case(1.5, shape=(2, 3)),
        Case([1.0, 2.0, 3.0], shape=(2, 3)),
        Case([[1.0], [2.0]], shape=(2, 2, 3)),
        Case([[1.0], [2.0]], shape=(-1, 3)),
    )
    source = "The lecture, «Automatic differentiation»: expand"

    @staticmethod
    def forward(context: Context, x: Value, *, shape: Shape) -> Value:
        return np.broadcast_to(x, BroadcastTo.result(x.shape, shape=shape))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        # The traversal sums a broadcast wherever shapes differ: the one place that does.
        return g

    @classmethod
    def result(cls, x: Shape, *, shape: Shape) -> Shape:
        new = len(shape) - len(x)
        shape = tuple(
            x[i - new] if side == -1 and i >= new else side for i, side in enumerate(shape)
        )
        near = zip(x, shape[new:], strict=True) if new >= 0 else ()
        if new < 0 or any(a not in (1, b) for a, b in near) or any(side < 0 for side in shape):
            raise ShapeError(
                f"{x} cannot be broadcast to {shape}",
                hint="Only axes of size 1 stretch; new axes come in front.",
            )
        return shape

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, *, shape: Shape) -> tuple[int, ...]:
        return source_of(place, x)


class Reshape(Rearrangement):
    """The same elements in row-major order under another shape; one size may be -1."""

    name = "reshape"
    title = "reshape"
    symbol = "▭"
    formula = Formula(
        r"@y = \mathrm{reshape}(@x)",
        (r"@x^{\nabla} = \mathrm{reshape}(@y^{\nabla})",),
    )
    cases = (Case(MATRIX, shape=(3, 2)), Case(MATRIX, shape=(-1,)), Case(2.0, shape=(1, 1)))
    source = "The lecture, «Tensor details»"

    @staticmethod
    def forward(context: Context, x: Value, *, shape: Shape) -> Value:
        return np.reshape(x, shape)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.reshape(g, context.shape(0))

    @classmethod
    def result(cls, x: Shape, *, shape: Shape) -> Shape:
        known = size_of(tuple(side for side in shape if side != -1))
        free = shape.count(-1)
        if free > 1:
            raise ShapeError("two sizes are -1", hint="At most one size can be worked out.")
        if free and (known == 0 or size_of(x) % known):
            raise ShapeError(
                f"{size_of(x)} elements do not divide into {shape}",
                hint="The product of the sizes must be the number of elements.",
            )
        whole = tuple(size_of(x) // known if side == -1 else side for side in shape)
        if any(side < 0 for side in whole) or size_of(whole) != size_of(x):
            raise ShapeError(
                f"{size_of(x)} elements do not fit the shape {shape}",
                hint="The product of the sizes must be the number of elements.",
            )
        return whole

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, *, shape: Shape) -> tuple[int, ...]:
        return index_at(position_of(place, cls.result(x, shape=shape)), x)


class View(Reshape):
    """The same memory under another shape. Refused where the elements do not lie in row."""

    name = "view"
    title = "view under another shape"
    symbol = "▭"
    formula = Formula(
        r"@y = \mathrm{view}(@x)",
        (r"@x^{\nabla} = \mathrm{reshape}(@y^{\nabla})",),
    )
    source = "The lecture, «Tensor details»"

    @staticmethod
    def forward(context: Context, x: Value, *, shape: Shape) -> Value:
        try:
            return np.reshape(x, shape, copy=False)
        except ValueError:
            View.result(x.shape, shape=shape)
            raise DomainError(
                f"a view of {x.shape} as {shape} would need a copy: in memory, the elements do not "
                "lie in this order",
                code="not-contiguous",
                hint="`reshape` copies where it must; `contiguous()` copies first.",
            ) from None


class Contiguous(Rearrangement):
    """The same elements in row-major order in memory: a copy, unless they lie so already."""

    name = "contiguous"
    title = "layout in row-major order"
    symbol = "≡"
    aliases = ("ascontiguousarray",)
    formula = Formula(r"@y = @x", (r"@x^{\nabla} = @y^{\nabla}",))
    cases = (Case(1.5), Case(MATRIX))
    source = "The lecture, «Tensor details»"

    @staticmethod
    def forward(context: Context, x: Value) -> Value:
        return np.asarray(x, order="C")

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return g

    @classmethod
    def result(cls, x: Shape) -> Shape:
        return x

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape) -> tuple[int, ...]:
        return place


class Flatten(Rearrangement):
    """All elements in one row, or the axes from one to another made one."""

    name = "flatten"
    title = "flattening"
    symbol = "▬"
    aliases = ("ravel",)
    formula = Formula(
        r"@y = \mathrm{reshape}(@x)",
        (r"@x^{\nabla} = \mathrm{reshape}(@y^{\nabla})",),
    )
    cases = (Case(1.5), Case(MATRIX), Case(STACK, start_dim=1), Case(STACK, start_dim=0, end_dim=1))
    source = PYTORCH.format("flatten")

    @staticmethod
    def forward(context: Context, x: Value, *, start_dim: int = 0, end_dim: int = -1) -> Value:
        return np.reshape(x, Flatten.result(x.shape, start_dim=start_dim, end_dim=end_dim))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.reshape(g, context.shape(0))

    @classmethod
    def result(cls, x: Shape, *, start_dim: int = 0, end_dim: int = -1) -> Shape:
        if not x:
            return (1,)
        start, end = axis_of(len(x), start_dim), axis_of(len(x), end_dim)
        if start > end:
            raise ShapeError(
                f"axis {start_dim} comes after axis {end_dim}", hint="Name the first axis first."
            )
        return (*x[:start], size_of(x[start : end + 1]), *x[end + 1 :])

    @classmethod
    def origin(
        cls, place: tuple[int, ...], x: Shape, *, start_dim: int = 0, end_dim: int = -1
    ) -> tuple[int, ...]:
        shape = cls.result(x, start_dim=start_dim, end_dim=end_dim)
        return index_at(position_of(place, shape), x)


class ExpandDims(Rearrangement):
    """The tensor with new axes of size 1."""

    name = "expand_dims"
    title = "new axis"
    symbol = "⊞"
    aliases = ("unsqueeze",)
    formula = Formula(
        r"@y_{\cdot 0 \cdot} = @x_{\cdot\cdot}",
        (r"@x^{\nabla} = \mathrm{squeeze}(@y^{\nabla})",),
    )
    cases = (Case(MATRIX, axis=0), Case(MATRIX, axis=-1), Case(MATRIX, axis=(0, 2)))
    source = NUMPY.format("expand_dims")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: int | tuple[int, ...]) -> Value:
        return np.expand_dims(x, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.reshape(g, context.shape(0))

    @classmethod
    def result(cls, x: Shape, *, axis: int | tuple[int, ...]) -> Shape:
        added = (axis,) if isinstance(axis, int) else axis
        rank = len(x) + len(added)
        if any(not -rank <= a < rank for a in added):
            raise ShapeError(
                f"axis {axis} of a result of rank {rank}",
                hint=f"New axes go to the places {-rank} to {rank - 1}.",
            )
        places = {a % rank for a in added}
        if len(places) < len(added):
            raise ShapeError("an axis is named twice", hint="Name each new axis once.")
        sides = iter(x)
        return tuple(1 if i in places else next(sides) for i in range(rank))

    @classmethod
    def origin(
        cls, place: tuple[int, ...], x: Shape, *, axis: int | tuple[int, ...]
    ) -> tuple[int, ...]:
        added = (axis,) if isinstance(axis, int) else axis
        gone = {a % len(place) for a in added}
        return tuple(i for number, i in enumerate(place) if number not in gone)


class Squeeze(Rearrangement):
    """The tensor without its axes of size 1, or without the given ones."""

    name = "squeeze"
    title = "removal of axes of size 1"
    symbol = "⊟"
    formula = Formula(
        r"@y_{\cdot\cdot} = @x_{\cdot 0 \cdot}",
        (r"@x^{\nabla} = \mathrm{unsqueeze}(@y^{\nabla})",),
    )
    cases = (Case([[[1.0, 2.0]]]), Case([[1.0], [2.0]], axis=-1), Case([[[1.0]]], axis=(0, 2)))
    source = NUMPY.format("squeeze")

    @staticmethod
    def forward(context: Context, x: Value, *, axis: Axis = None) -> Value:
        return np.squeeze(x, axis)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        return np.reshape(g, context.shape(0))

    @classmethod
    def _dropped(cls, x: Shape, axis: Axis) -> set[int]:
        if axis is None:
            return {i for i, side in enumerate(x) if side == 1}
        dropped = axes_of(len(x), axis)
        for a in dropped:
            if x[a] != 1:
                raise ShapeError(
                    f"axis {a} of {x} is no axis of size 1",
                    hint="Only an axis of size 1 can be dropped.",
                )
        return set(dropped)

    @classmethod
    def result(cls, x: Shape, *, axis: Axis = None) -> Shape:
        dropped = cls._dropped(x, axis)
        return tuple(side for i, side in enumerate(x) if i not in dropped)

    @classmethod
    def origin(cls, place: tuple[int, ...], x: Shape, *, axis: Axis = None) -> tuple[int, ...]:
        dropped = cls._dropped(x, axis)
        left = iter(place)
        return tuple(0 if i in dropped else next(left) for i in range(len(x)))
