"""PyTorch's words for the products that pair elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _cross(a: Any, b: Any, axis: int = -1) -> Any:
    return torch.linalg.cross(*torch.broadcast_tensors(a, b), dim=axis)


WORDS: Mapping[str, Callable[..., Any]] = {
    "cross": _cross,
    "kron": torch.kron,
    "outer": lambda a, b: torch.outer(a.reshape(-1), b.reshape(-1)),
}
