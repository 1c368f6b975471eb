"""PyTorch's word for the convolution ops."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional


def _quiet(convolution: Callable[..., Any]) -> Callable[..., Any]:
    """Keep PyTorch from warning that uneven padding costs it a copy."""

    def word(*inputs: Any, **constants: Any) -> Any:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Using padding='same' with even kernel", UserWarning)
            return convolution(*inputs, **constants)

    return word


def _filter(convolution: Callable[..., Any]) -> Callable[..., Any]:
    """Make the gradient of a kernel, which has no word of its own, from PyTorch's convolution."""

    def word(x: Any, g: Any, kernel_size: tuple[int, ...], groups: int = 1, **others: Any) -> Any:
        channel = -1 - len(kernel_size)
        shape = (g.shape[channel], x.shape[channel] // groups, *kernel_size)
        kernel = torch.zeros(shape, dtype=x.dtype, requires_grad=True)
        y = convolution(x, kernel, groups=groups, **others)
        return torch.autograd.grad(y, kernel, g, create_graph=True)[0]

    return word


WORDS: Mapping[str, Callable[..., Any]] = {
    "conv1d": _quiet(functional.conv1d),
    "conv2d": _quiet(functional.conv2d),
    "conv_transpose1d": functional.conv_transpose1d,
    "conv_transpose2d": functional.conv_transpose2d,
    "conv1d_filter": _filter(functional.conv1d),
    "conv2d_filter": _filter(functional.conv2d),
}
