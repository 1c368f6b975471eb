"""PyTorch's words for the selection ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _scatter_add(x: Any, index: Any, src: Any, axis: int) -> Any:
    """Cut off what is not used of ``src``: PyTorch's backward pass wants as many places."""
    used = src[tuple(slice(side) for side in index.shape)]
    return torch.scatter_add(x, axis, index.long(), used)


WORDS: Mapping[str, Callable[..., Any]] = {
    "gather": lambda x, index, axis: torch.gather(x, axis, index.long()),
    "masked_fill": lambda x, mask, value: torch.masked_fill(x, mask.bool(), value),
    "scatter_add": _scatter_add,
    "take": lambda x, indices, axis=None: (
        x.reshape(-1)[indices.long()]
        if axis is None
        else x[(*[slice(None)] * (axis % x.dim()), indices.long())]
    ),
    "take_along_axis": lambda x, indices, axis=-1: torch.take_along_dim(x, indices.long(), axis),
}
