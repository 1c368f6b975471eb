"""PyTorch's word for the unfolding ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "fold": functional.fold,
    "unfold": functional.unfold,
}
