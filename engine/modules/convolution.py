"""Convolutional layers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.arrays import Shape, size_of
from engine.errors import ShapeError
from engine.graph import apply
from engine.modules.module import Module
from engine.modules.weights import Weights
from engine.op import Sizes, sizes_along


class Kernels(Module):
    """A convolution that owns its kernels: ``weight`` and, unless told otherwise, ``bias``.

    Both are drawn evenly from ±1/√m, where m is the number of elements of one kernel, as PyTorch
    does.
    """

    op: ClassVar[str]
    axes: ClassVar[int]
    settings: dict[str, Any]

    def learn(self, weights: Weights, shape: Shape, channels: int, bias: bool) -> None:
        """Draw the kernels in this shape, and a bias for each channel of the output."""
        elements = size_of(shape[1:])
        bound = 1 / math.sqrt(elements) if elements else 0.0
        self.parameters["weight"] = weights.uniform(bound, shape)
        if bias:
            self.parameters["bias"] = weights.uniform(bound, (channels,))

    def forward(self, x: Any) -> Any:
        return apply(self.op, x, *self.parameters.values(), **self.settings)


class _Convolution(Kernels):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        *,
        stride: Sizes = 1,
        padding: Sizes | str = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        channels = _grouped(in_channels, out_channels, groups)
        kernel = sizes_along(kernel_size, self.axes, "kernel_size", least=1)
        self.learn(weights, (out_channels, channels, *kernel), out_channels, bias)
        self.settings = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        }


class Conv1d(_Convolution):
    """Kernels that slide over signals: (n, in_channels, l) → (n, out_channels, l')."""

    op = "conv1d"
    axes = 1


class Conv2d(_Convolution):
    """Kernels that slide over images: (n, in_channels, h, w) → (n, out_channels, h', w').

    ``weight`` is (out_channels, in_channels / groups, kₕ, kᵥ), ``bias`` (out_channels,).
    """

    op = "conv2d"
    axes = 2


class _Transposed(Kernels):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        *,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Sizes = 1,
        weights: Weights,
    ) -> None:
        super().__init__()
        channels = _grouped(out_channels, in_channels, groups)
        kernel = sizes_along(kernel_size, self.axes, "kernel_size", least=1)
        self.learn(weights, (in_channels, channels, *kernel), out_channels, bias)
        self.settings = {
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
            "groups": groups,
            "dilation": dilation,
        }


class ConvTranspose1d(_Transposed):
    """Kernels that every element lays down, scaled by it: (n, in_channels, l) → (n, ..., l')."""

    op = "conv_transpose1d"
    axes = 1


class ConvTranspose2d(_Transposed):
    """Kernels that every pixel lays down: (n, in_channels, h, w) → (n, out_channels, h', w').

    ``weight`` is (in_channels, out_channels / groups, kₕ, kᵥ), ``bias`` (out_channels,).
    """

    op = "conv_transpose2d"
    axes = 2


def _grouped(channels: int, others: int, groups: int) -> int:
    """Give the channels of one group. Raises ShapeError where they do not divide."""
    if groups < 1 or channels % groups or others % groups:
        raise ShapeError(
            f"{channels} and {others} channels in {groups} groups",
            hint="Each group has the same number of channels, of the input and of the output.",
        )
    return channels // groups
