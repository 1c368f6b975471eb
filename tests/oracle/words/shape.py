"""PyTorch's words for the shape ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _new_axes(rank: int, axis: Any) -> tuple[Any, ...]:
    added = (axis,) if isinstance(axis, int) else axis
    places = {a % (rank + len(added)) for a in added}
    return tuple(None if i in places else slice(None) for i in range(rank + len(added)))


WORDS: Mapping[str, Callable[..., Any]] = {
    "broadcast_to": lambda x, shape: x.expand(shape),
    "contiguous": torch.Tensor.contiguous,
    "expand_dims": lambda x, axis: x[_new_axes(x.dim(), axis)],
    "flatten": torch.flatten,
    "reshape": torch.reshape,
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(axis),
    "view": lambda x, shape: x.view(shape),
}
