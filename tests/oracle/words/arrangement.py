"""PyTorch's words for the arrangement ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import all_axes


def _roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """Roll as PyTorch does, which wants as many shifts as axes."""
    if axis is None:
        return torch.roll(x, shift)
    axes = axis if isinstance(axis, tuple) else (axis,)
    return torch.roll(x, shift if isinstance(shift, tuple) else (shift,) * len(axes), axes)


WORDS: Mapping[str, Callable[..., Any]] = {
    "flip": lambda x, axis=None: torch.flip(x, all_axes(x, axis)),
    "moveaxis": torch.moveaxis,
    "roll": _roll,
    "rot90": lambda x, k=1, axes=(0, 1): torch.rot90(x, k, axes),
    "swapaxes": lambda x, axis1, axis2: torch.swapaxes(x, axis1, axis2),
    "transpose": lambda x, axes=None: x.permute(axes or tuple(reversed(range(x.dim())))),
}
