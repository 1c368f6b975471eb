"""PyTorch's words for the ordering ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _sorted(x: Any, axis: int | None = -1, descending: bool = False) -> Any:
    flat, dim = (x.reshape(-1), 0) if axis is None else (x, axis)
    return torch.sort(flat, dim=dim, descending=descending, stable=True)


def _choice(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, axis, keepdims=False: function(x, dim=axis, keepdim=keepdims)


WORDS: Mapping[str, Callable[..., Any]] = {
    "argsort": lambda x, **constants: _sorted(x, **constants).indices,
    "max_at": _choice(torch.max),
    "median_at": _choice(torch.median),
    "min_at": _choice(torch.min),
    "sort": lambda x, **constants: _sorted(x, **constants).values,
    "topk": lambda x, k, axis=-1, largest=True: torch.topk(x, k, axis, largest),
}
