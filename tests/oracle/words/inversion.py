"""PyTorch's words for inverses and systems of equations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _solve(a: Any, b: Any) -> Any:
    """Take a vector as one right side for a whole stack, as NumPy does."""
    if b.dim() > 1:
        return torch.linalg.solve(a, b)
    return torch.linalg.solve(a, b.unsqueeze(-1)).squeeze(-1)


WORDS: Mapping[str, Callable[..., Any]] = {
    "inv": torch.linalg.inv,
    "matrix_power": torch.linalg.matrix_power,
    "solve": _solve,
}
