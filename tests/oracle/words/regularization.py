"""PyTorch's words for the regularization ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional


def _dropout(x: Any, p: float = 0.5, training: bool = True, seed: int = 0) -> Any:
    """Drop what the engine drops: PyTorch's own draws come from another generator."""
    if not training or p in (0, 1):
        return functional.dropout(x, p, training)
    kept = np.random.Generator(np.random.PCG64(seed)).random(tuple(x.shape)) >= p
    return x * torch.tensor(kept) / (1 - p)


WORDS: Mapping[str, Callable[..., Any]] = {
    "dropout": _dropout,
    "local_response_norm": functional.local_response_norm,
}
