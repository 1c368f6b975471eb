"""PyTorch's word for the adaptive pooling ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "adaptive_avg_pool1d": functional.adaptive_avg_pool1d,
    "adaptive_avg_pool2d": functional.adaptive_avg_pool2d,
}
