"""PyTorch's words for the ops on diagonals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return torch.diagonal(x, offset, axis1, axis2)


WORDS: Mapping[str, Callable[..., Any]] = {
    "diag": lambda x, k=0: torch.diag(x, k),
    "diagonal": _diagonal,
    "trace": lambda x, **where: _diagonal(x, **where).sum(-1),
    "tril": lambda x, k=0: torch.tril(x, k),
    "triu": lambda x, k=0: torch.triu(x, k),
}
