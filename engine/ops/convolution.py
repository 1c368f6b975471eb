"""Convolutions and the two operations that are their derivatives, in one file: each needs all.

An array of all windows (im2col) and one matrix product compute each. V. Dumoulin, F. Visin,
«A guide to convolution arithmetic for deep learning», 2016.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import ShapeError
from engine.op import (
    Case,
    Context,
    Pairing,
    Part,
    Plan,
    Windows,
    check_bias,
    check_channels,
    check_groups,
    check_kernel,
    check_places,
    first_places,
    windows_added,
    windows_in_blocks,
    windows_over,
    windows_under,
    windows_unrolled,
)

ARITHMETIC = "https://arxiv.org/abs/1603.07285"

SIGNAL = [0.5, -1.5, 2.0, 1.0, 3.0]
SIGNALS = [[SIGNAL, [1.0, 0.25, -0.5, -2.0, 1.5]]]
IMAGE = [[[0.5, -1.5, 2.0, 1.0], [1.0, 3.0, -0.25, -1.0], [-2.0, 0.75, 1.5, 0.25]]]
TWO_IMAGES = [[IMAGE[0], [[1.0, 0.5, -1.0, 2.0], [0.25, -2.0, 1.0, 3.0], [1.5, -0.5, 0.5, -1.0]]]]
KERNEL = [[[[1.0, -0.5], [0.25, 2.0]]], [[[-1.0, 1.5], [0.5, 0.75]]]]
DEEP_KERNEL = [[*KERNEL[0], *KERNEL[1]]]
WIDE_KERNEL = [[[[1.0, -0.5, 0.25], [2.0, 0.5, -1.0]]]]
LINES = [[[1.0, -0.5, 2.0], [0.25, 1.5, -1.0]]]


class _Convolution(Pairing):
    """What convolutions have in common, whatever the number of their axes."""

    symbol = "✱"
    overhead = 7_100
    flop = 0.1
    saves = ("x", "weight")
    source = ARITHMETIC
    parts = ("input", "kernel")
    makes = "output"

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        weight: Value,
        bias: Value = None,
        *,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
    ) -> Value:
        axes = weight.ndim - 2
        windows = windows_over(
            x.shape[-axes:], weight.shape[2:], stride=stride, padding=padding, dilation=dilation
        )
        batch = x if x.ndim == weight.ndim else np.expand_dims(x, 0)
        kernels = _as_rows(weight, groups)
        parts = [
            np.reshape(kernels @ columns, (len(weight), len(batch), *windows.part(block).count))
            for block, columns in windows_unrolled(windows, batch, groups)
        ]
        y = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)
        if bias is not None:
            y += np.reshape(bias, (-1, 1, *(1,) * axes))
        return _batch_first(y) if batch is x else y[:, 0]

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, weight, constants = context.input(0), context.input(1), context.constants
        gx = _to_input(context, g, weight, context.shape(0)) if context.needs(0) else None
        gw = gb = None
        if context.needs(1):
            axes = weight.ndim - 2
            kernel_size = weight.shape[2:]
            gw = context.apply(f"conv{axes}d_filter", x, g, kernel_size=kernel_size, **constants)
        if context.count > 2 and context.needs(2):
            gb = _over_places(g, weight.ndim - 2)
        return gx, gw, gb

    @classmethod
    def plan(
        cls,
        x: Shape,
        weight: Shape,
        bias: Shape | None = None,
        *,
        groups: int = 1,
        **constants: Any,
    ) -> Plan:
        check_places(cls.name, cls.axes, x)
        check_kernel(cls.name, cls.axes, weight)
        check_channels(x[-1 - cls.axes], weight, groups)
        windows = cls.windows({"input": x, "kernel": weight}, **constants)
        y = (*x[: -1 - cls.axes], weight[0], *windows.count)
        check_bias(bias, weight[0])
        flops = 2 * size_of(y) * size_of(weight[1:]) + (size_of(y) if bias is not None else 0)
        moved = size_of(x[: -cls.axes]) * windows.meetings_in_all
        return cls.planned((x, weight), y, flops=flops, moved=moved, turns=windows.turns)

    @classmethod
    def windows(cls, shapes: Mapping[Part, Shape], **constants: Any) -> Windows:
        return _over(cls.axes, shapes["input"], shapes["kernel"][2:], **constants)


class Conv1d(_Convolution):
    """A kernel slides over a signal: (n, c, l) → (n, o, l'), at each place a weighted sum.

    The kernel is (o, c, k), the bias (o,). Outside of the signal, in the padding, there are zeros.
    """

    name = "conv1d"
    title = "convolution of signals"
    axes = 1
    cases = (
        Case([SIGNAL], [[[1.0, -0.5, 2.0]]]),
        Case(SIGNALS, LINES, [0.5]),
        Case(SIGNALS, LINES, stride=2),
        Case(SIGNALS, LINES, padding="same", dilation=2),
        Case(SIGNALS, [[[1.0, -0.5]], [[2.0, 0.25]]], [1.0, -1.0], padding=1, groups=2),
    )


class Conv2d(_Convolution):
    """A kernel slides over images: (n, c, h, w) → (n, o, h', w'), at each place a weighted sum.

    The kernel is (o, c, kₕ, kᵥ), the bias, if there is one, (o,). k, p and i count along both axes
    of the image at once; outside of it, in the padding, the pixels are 0. With groups g the kernel
    is (o, c/g, kₕ, kᵥ): each g-th of the outputs sees its own g-th of the channels.
    """

    name = "conv2d"
    title = "convolution of images"
    axes = 2
    cases = (
        Case(IMAGE, KERNEL),
        Case(TWO_IMAGES, DEEP_KERNEL, [0.5]),
        Case(TWO_IMAGES, DEEP_KERNEL, stride=2, padding=1),
        Case([IMAGE, IMAGE], WIDE_KERNEL, stride=(1, 2), padding=(1, 0)),
        Case(TWO_IMAGES, KERNEL, [1.0, -1.0], groups=2, dilation=(1, 2), padding="valid"),
        Case(IMAGE, KERNEL, padding="same"),
        Case(TWO_IMAGES, [[[[1.5]], [[-0.5]]]]),
    )


class _Transposed(Pairing):
    """What transposed convolutions have in common, whatever the number of their axes."""

    symbol = "✱ᵀ"
    overhead = 6_300
    flop = 0.1
    saves = ("x", "weight")
    source = ARITHMETIC
    parts = ("output", "kernel")
    makes = "input"

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        weight: Value,
        bias: Value = None,
        *,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        output_padding: int | tuple[int, ...] = 0,
        groups: int = 1,
        dilation: int | tuple[int, ...] = 1,
    ) -> Value:
        axes, channels = weight.ndim - 2, weight.shape[1] * groups
        windows = windows_under(
            x.shape[-axes:],
            weight.shape[2:],
            stride=stride,
            padding=padding,
            dilation=dilation,
            output_padding=output_padding,
        )
        batch = x if x.ndim == weight.ndim else np.expand_dims(x, 0)
        kernels = _as_rows(weight, groups)
        y = np.zeros((channels, len(batch), *windows.size))
        for block in windows_in_blocks(windows, len(batch) * channels):
            columns = np.swapaxes(kernels, 1, 2) @ _rows(batch[:, :, block], groups)
            part = windows.part(block)
            seen = np.reshape(columns, (channels, *part.kernel, len(batch), *part.count))
            windows_added(part, np.moveaxis(seen, 1 + axes, 1), y)
        if bias is not None:
            y += np.reshape(bias, (-1, 1, *(1,) * axes))
        return _batch_first(y) if batch is x else y[:, 0]

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, weight = context.input(0), context.input(1)
        constants = {k: v for k, v in context.constants.items() if k != "output_padding"}
        axes, gx, gw, gb = weight.ndim - 2, None, None, None
        if context.needs(0):
            gx = context.apply(f"conv{axes}d", g, weight, **constants)
            gx = first_places(gx, context.shape(0)[-axes:])
        if context.needs(1):
            kernel_size = weight.shape[2:]
            gw = context.apply(f"conv{axes}d_filter", g, x, kernel_size=kernel_size, **constants)
        if context.count > 2 and context.needs(2):
            gb = _over_places(g, axes)
        return gx, gw, gb

    @classmethod
    def plan(
        cls,
        x: Shape,
        weight: Shape,
        bias: Shape | None = None,
        *,
        groups: int = 1,
        **constants: Any,
    ) -> Plan:
        check_places(cls.name, cls.axes, x)
        check_kernel(cls.name, cls.axes, weight)
        channels = weight[1] * groups
        if x[-1 - cls.axes] != weight[0]:
            raise ShapeError(
                f"an input of {x[-1 - cls.axes]} channels, and {weight[0]} kernels",
                hint="A transposed convolution lays down one kernel for each channel.",
            )
        check_groups(weight[0], channels, groups)
        windows = cls.windows({"output": x, "kernel": weight}, **constants)
        y = (*x[: -1 - cls.axes], channels, *windows.size)
        check_bias(bias, channels)
        flops = 2 * size_of(x) * size_of(weight[1:]) + (size_of(y) if bias is not None else 0)
        moved = size_of(y[: -cls.axes]) * windows.meetings_in_all
        return cls.planned((x, weight), y, flops=flops, moved=moved, turns=windows.turns)

    @classmethod
    def windows(cls, shapes: Mapping[Part, Shape], **constants: Any) -> Windows:
        constants.pop("groups", None)
        return windows_under(shapes["output"][-cls.axes :], shapes["kernel"][2:], **constants)


class ConvTranspose1d(_Transposed):
    """A convolution of signals turned round: every element lays the kernel down, scaled by it."""

    name = "conv_transpose1d"
    title = "transposed convolution of signals"
    axes = 1
    cases = (
        Case([SIGNAL], [[[1.0, -0.5, 2.0]]]),
        Case(SIGNALS, [LINES[0], LINES[0]], [0.5, -0.5], stride=2, padding=1, output_padding=1),
        Case(SIGNALS, [[[1.0, -0.5]], [[2.0, 0.25]]], groups=2, dilation=3, output_padding=2),
    )


class ConvTranspose2d(_Transposed):
    """A convolution of images turned round: (n, o, h', w') → (n, c, h, w).

    Every element lays the kernel down around its place, scaled by itself, and the output is the
    sum. The kernel is (o, c/g, kₕ, kᵥ). ``padding`` cuts off at all sides, ``output_padding`` adds
    rows and columns at the end, for with a stride several sizes lead to the same h', w'.
    """

    name = "conv_transpose2d"
    title = "transposed convolution of images"
    axes = 2
    cases = (
        Case(KERNEL[0], [KERNEL[1]]),
        Case(IMAGE, DEEP_KERNEL),
        Case(TWO_IMAGES, KERNEL, [0.5], stride=2),
        Case(TWO_IMAGES, KERNEL, [0.5, 1.0], groups=2, stride=(2, 3), padding=(1, 0)),
        Case([IMAGE], WIDE_KERNEL, stride=2, output_padding=(1, 0), dilation=(1, 2)),
    )


class _Filter(Pairing):
    """What the gradients of kernels have in common, whatever the number of axes."""

    symbol = "✱∇"
    overhead = 6_800
    flop = 0.1
    asks_first = True
    saves = ("x", "g")
    source = ARITHMETIC
    parts = ("input", "output")
    makes = "kernel"

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        g: Value,
        *,
        kernel_size: Shape,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
    ) -> Value:
        axes = len(kernel_size)
        if x.ndim == axes + 1:
            x, g = np.expand_dims(x, 0), np.expand_dims(g, 0)
        windows = windows_over(
            x.shape[2:], kernel_size, stride=stride, padding=padding, dilation=dilation
        )
        windows = replace(windows, count=g.shape[2:])
        y = np.zeros((groups, g.shape[1] // groups, x.shape[1] // groups * size_of(kernel_size)))
        for block, columns in windows_unrolled(windows, x, groups):
            y += _rows(g[:, :, block], groups) @ np.swapaxes(columns, 1, 2)
        return np.reshape(y, (g.shape[1], x.shape[1] // groups, *kernel_size))

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        x, above = context.input(0), context.input(1)
        gx = _to_input(context, above, g, context.shape(0)) if context.needs(0) else None
        if not context.needs(1):
            return gx, None
        constants = {k: v for k, v in context.constants.items() if k != "kernel_size"}
        axes = g.ndim - 2
        gg = context.apply(f"conv{axes}d", x, g, **constants)
        return gx, first_places(gg, context.shape(1)[-axes:])

    @classmethod
    def plan(
        cls, x: Shape, g: Shape, *, kernel_size: Shape, groups: int = 1, **constants: Any
    ) -> Plan:
        check_places(cls.name, cls.axes, x)
        if len(g) != len(x) or len(kernel_size) != cls.axes:
            raise ShapeError(
                f"a kernel of {kernel_size} for an input of {x} and an output of {g}",
                hint="Input and output have the same axes, and the kernel a size for each place.",
            )
        lead, channels, filters = x[: -1 - cls.axes], x[-1 - cls.axes], g[-1 - cls.axes]
        check_groups(channels, filters, groups)
        most = _over(cls.axes, x, kernel_size, **constants)
        windows = replace(most, count=g[-cls.axes :])
        # What no window touches is added to the input's gradient as output_padding, which has ends.
        ends = zip(windows.remainder, map(max, windows.stride, windows.dilation), strict=True)
        fits = all(p <= full for p, full in zip(windows.count, most.count, strict=True))
        if lead != g[: -1 - cls.axes] or not fits or any(rest >= end for rest, end in ends):
            raise ShapeError(
                f"an output of {g} from an input of {x}",
                hint=f"A convolution of that input gives {(*lead, filters, *most.count)}.",
            )
        w = (filters, channels // groups, *kernel_size)
        flops = 2 * size_of(g) * size_of(w[1:])
        moved = size_of(x[: -cls.axes]) * windows.meetings_in_all
        return cls.planned((x, g), w, flops=flops, moved=moved, turns=windows.turns)

    @classmethod
    def windows(cls, shapes: Mapping[Part, Shape], **constants: Any) -> Windows:
        windows = _over(cls.axes, shapes["input"], **constants)
        return replace(windows, count=shapes["output"][-cls.axes :])


class Conv1dFilter(_Filter):
    """What the kernel of conv1d gets: each element of it, at each place, what it was scaled by."""

    name = "conv1d_filter"
    title = "kernel gradient of signals"
    axes = 1
    cases = (
        Case([SIGNAL], [[1.0, -0.5, 2.0]], kernel_size=(3,)),
        Case(SIGNALS, LINES, kernel_size=(2,), stride=2, groups=2, padding=1, dilation=2),
    )


class Conv2dFilter(_Filter):
    """What the kernel of conv2d gets: x and the output's gradient g give (o, c/g, kₕ, kᵥ).

    A kernel's element touches every output, each through one pixel: it gets the sum, over all of
    them, of pixel times gradient.
    """

    name = "conv2d_filter"
    title = "kernel gradient of images"
    axes = 2
    cases = (
        Case(IMAGE, [[[1.0, -0.5, 2.0], [0.25, 1.5, -1.0]]], kernel_size=(2, 2)),
        Case(TWO_IMAGES, [LINES], kernel_size=(2, 2), stride=(2, 1), padding=(1, 0), groups=1),
        Case(TWO_IMAGES, [[*LINES, *LINES]], kernel_size=(2, 2), padding="valid", groups=2),
    )


def _over(axes: int, x: Shape, kernel_size: Shape, *, groups: int = 1, **constants: Any) -> Windows:
    return windows_over(x[-axes:], kernel_size, **constants)


def _as_rows(weight: Value, groups: int) -> Value:
    """Give a row for each kernel: (o, c, k) → (g, o/g, c · k)."""
    filters, elements = weight.shape[0], size_of(weight.shape[1:])
    return np.reshape(weight, (groups, filters // groups, elements))


def _rows(x: Value, groups: int) -> Value:
    """Give a row for each channel: (n, c, p) → (g, c/g, n · p)."""
    n, c, *places = x.shape
    columns = n * size_of(tuple(places))
    return np.reshape(np.moveaxis(x, 1, 0), (groups, c // groups, columns))


def _batch_first(y: Value) -> Value:
    return np.ascontiguousarray(np.moveaxis(y, 1, 0))


def _to_input(context: Context, g: Value, weight: Value, shape: Shape) -> Value:
    """Lead the gradient of a convolution's output back to its input: the transposed convolution."""
    axes, constants = weight.ndim - 2, context.constants
    settings = {key: constants[key] for key in ("stride", "dilation")}
    windows = windows_over(
        shape[-axes:], weight.shape[2:], padding=constants["padding"], **settings
    )
    windows = replace(windows, count=g.shape[-axes:])
    gx = context.apply(
        f"conv_transpose{axes}d",
        g,
        weight,
        padding=windows.before,
        output_padding=tuple(max(0, rest) for rest in windows.remainder),
        groups=constants["groups"],
        **settings,
    )
    return first_places(gx, windows.size)


def _over_places(g: Value, axes: int) -> Value:
    """Sum over everything but the channels."""
    channel = g.ndim - axes - 1
    return np.add.reduce(g, axis=tuple(axis for axis in range(g.ndim) if axis != channel))
