"""PyTorch's words for attention."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional


def _attention(q: Any, k: Any, v: Any, *mask: Any, seed: int = 0, **constants: Any) -> Any:
    """Drop what the engine drops: PyTorch's own draws come from another generator."""
    p = constants.pop("dropout_p", 0.0)
    if not p:
        return functional.scaled_dot_product_attention(q, k, v, *mask, **constants)
    weights = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]), -1)
    kept = np.random.Generator(np.random.PCG64(seed)).random(tuple(weights.shape)) >= p
    return weights * torch.tensor(kept) / (1 - p) @ v


WORDS: Mapping[str, Callable[..., Any]] = {"scaled_dot_product_attention": _attention}
