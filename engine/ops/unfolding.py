"""Windows laid out as columns (im2col), and columns added back into an image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Formula,
    Op,
    Plan,
    Sizes,
    Term,
    Windows,
    check_places,
    index_at,
    indices,
    position_of,
    sizes_along,
    windows_added,
    windows_over,
    windows_seen,
)

IMAGE = [[[0.5, -1.5, 2.0], [1.0, 3.0, -0.25], [-2.0, 0.75, 1.5]]]
TWO_CHANNELS = [IMAGE[0], [[1.0, 0.5, -1.0], [0.25, -2.0, 1.0], [1.5, -0.5, 0.5]]]
COLUMNS = [[1.0, -0.5], [0.25, 2.0], [-1.0, 1.5], [0.5, 0.75]]

FOLDED = r"@x^{\nabla} = \mathrm{fold}(@y^{\nabla})"
UNFOLDED = r"@x^{\nabla} = \mathrm{unfold}(@y^{\nabla})"


class Unfold(Op):
    """Every window of an image becomes a column: (n, c, h, w) → (n, c·k, p).

    A convolution is then one matrix product of kernels and columns. k counts the elements of the
    kernel, p the windows; i is a place of the image, and in the padding a, the pixels are 0.
    """

    name = "unfold"
    title = "windows as columns"
    symbol = "▢→▥"
    overhead = 2_200
    formula = Formula(r"@y_{n,\, c k,\, p} = @x_{n,\, c,\, s p + d k - a}", (FOLDED,))
    derivation = (
        Derivation(
            r"@x^{\nabla}_{nci} = \frac{\partial l}{\partial @x_{nci}}",
            r"= \sum_{m, r, p} @y^{\nabla}_{mrp} \frac{\partial @y_{mrp}}{\partial @x_{nci}}",
            r"= \sum_{p, k \,:\, s p + d k - a = i} @y^{\nabla}_{n,\, c k,\, p}",
            FOLDED,
        ),
    )
    cases = (
        Case(IMAGE, kernel_size=2),
        Case([TWO_CHANNELS], kernel_size=(2, 1), stride=(1, 2)),
        Case([IMAGE, IMAGE], kernel_size=2, padding=1, dilation=2, stride=2),
    )
    source = FUNCTIONAL.format("unfold")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        kernel_size: int | tuple[int, ...],
        dilation: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        stride: int | tuple[int, ...] = 1,
    ) -> Value:
        windows = windows_over(
            x.shape[-2:], kernel_size, dilation=dilation, padding=padding, stride=stride
        )
        return np.reshape(windows_seen(x, windows), _columns(x.shape, windows))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        size = context.shape(0)[-2:]
        return context.apply("fold", g, output_size=size, **context.constants)

    @classmethod
    def plan(cls, x: Shape, *, kernel_size: Sizes, **constants: Any) -> Plan:
        check_places(cls.name, 2, x)
        windows = windows_over(x[-2:], kernel_size, **constants)
        return cls.planned((x,), _columns(x, windows), flops=0, turns=windows.turns)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        *n, c, h, w = index
        constants = dict(context.constants)
        windows = windows_over(context.shape(0)[-2:], constants.pop("kernel_size"), **constants)
        for k in indices(windows.kernel):
            p = windows.position((h, w), k)
            if p is not None:
                row = position_of((c, *k), (c + 1, *windows.kernel))
                yield (Cell("gradient", 0, (*n, row, position_of(p, windows.count))),)


class Fold(Op):
    """Every column is added to its window of an image: (n, c·k, p) → (n, c, h, w).

    It is ``unfold`` turned round, and its gradient: where windows overlap, elements add up.
    """

    name = "fold"
    title = "columns added to windows"
    symbol = "▥→▢"
    overhead = 2_000
    formula = Formula(
        r"@y_{nci} = \sum_{p, k \,:\, s p + d k - a = i} @x_{n,\, c k,\, p}", (UNFOLDED,)
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{n,\, c k,\, p} = \frac{\partial l}{\partial @x_{n,\, c k,\, p}}",
            r"= \sum_{m, b, i} @y^{\nabla}_{mbi}"
            r" \frac{\partial @y_{mbi}}{\partial @x_{n,\, c k,\, p}}",
            r"= @y^{\nabla}_{n,\, c,\, s p + d k - a}",
            UNFOLDED,
        ),
    )
    cases = (
        Case(COLUMNS, output_size=(3, 2), kernel_size=2),
        Case([COLUMNS, COLUMNS], output_size=(2, 4), kernel_size=(2, 1), stride=(1, 2)),
        Case(COLUMNS, output_size=(1, 3), kernel_size=2, padding=1, dilation=(2, 3)),
    )
    source = FUNCTIONAL.format("fold")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        output_size: int | tuple[int, ...],
        kernel_size: int | tuple[int, ...],
        dilation: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        stride: int | tuple[int, ...] = 1,
    ) -> Value:
        size = sizes_along(output_size, 2, "output_size")
        windows = windows_over(size, kernel_size, dilation=dilation, padding=padding, stride=stride)
        channels = x.shape[-2] // size_of(windows.kernel)
        seen = (*x.shape[:-2], channels, *windows.kernel, *windows.count)
        y = np.zeros((*x.shape[:-2], channels, *size))
        windows_added(windows, np.reshape(x, seen), y)
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        constants = {k: v for k, v in context.constants.items() if k != "output_size"}
        return context.apply("unfold", g, **constants)

    @classmethod
    def plan(cls, x: Shape, *, output_size: Sizes, kernel_size: Sizes, **constants: Any) -> Plan:
        if len(x) not in (2, 3):
            raise ShapeError(f"columns of {x}", hint="fold takes (n, c·k, p), or (c·k, p) alone.")
        size = sizes_along(output_size, 2, "output_size")
        windows = windows_over(size, kernel_size, **constants)
        channels, rest = divmod(x[-2], size_of(windows.kernel))
        if rest or x[-1] != size_of(windows.count):
            k, p = size_of(windows.kernel), size_of(windows.count)
            raise ShapeError(
                f"columns of {x[-2:]} for {p} windows of {k} elements",
                hint=f"The last two sizes must be a multiple of {k}, and {p}.",
            )
        return cls.planned((x,), (*x[:-2], channels, *size), flops=size_of(x), turns=windows.turns)

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        constants = dict(context.constants)
        size = sizes_along(constants.pop("output_size"), 2, "output_size")
        windows = windows_over(size, constants.pop("kernel_size"), **constants)
        *n, row, column = index
        c, *k = index_at(row, (context.shape(0)[-2], *windows.kernel))
        i = windows.place(index_at(column, windows.count), tuple(k))
        if i is not None:
            yield (Cell("gradient", 0, (*n, c, *i)),)


def _columns(x: Shape, windows: Windows) -> Shape:
    return (*x[:-3], x[-3] * size_of(windows.kernel), size_of(windows.count))
