"""How PyTorch's functions are made to take our words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def reduced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a reduction of PyTorch's take our words, and None for all axes."""

    def word(x: Any, axis: Any = None, keepdims: bool = False, **others: Any) -> Any:
        return function(x, all_axes(x, axis), keepdim=keepdims, **others)

    return word


def all_axes(x: Any, axis: Any) -> tuple[int, ...]:
    return tuple(range(x.dim())) if axis is None else (axis,) if isinstance(axis, int) else axis


def signs_of(ours: Any, theirs: Any) -> Any:
    """Give the signs that turn columns into ours: what LAPACK chose in one build and another."""
    along = (torch.as_tensor(ours) * theirs.detach()).sum(-2, keepdim=True)
    return torch.sign(along)
