"""PyTorch's word for the pooling ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "avg_pool1d": functional.avg_pool1d,
    "avg_pool2d": functional.avg_pool2d,
    "max_pool1d": functional.max_pool1d,
    "max_pool2d": functional.max_pool2d,
}
