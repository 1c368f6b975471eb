"""PyTorch's words for the products that sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _dot(a: Any, b: Any) -> Any:
    """Sum over the last axis of the first and the last but one of the second."""
    if not a.dim() or not b.dim():
        return a * b
    return torch.tensordot(a, b, dims=([a.dim() - 1], [max(b.dim() - 2, 0)]))


def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    if isinstance(axes, int):
        return torch.tensordot(a, b, dims=axes)
    lists = [[part] if isinstance(part, int) else list(part) for part in axes]
    return torch.tensordot(a, b, dims=lists)


WORDS: Mapping[str, Callable[..., Any]] = {
    "dot": _dot,
    "inner": torch.inner,
    "matmul": torch.matmul,
    "tensordot": _tensordot,
    "vdot": lambda a, b: torch.vdot(a.reshape(-1), b.reshape(-1)),
}
