"""PyTorch's words for the powers ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "pow": torch.pow,
    "power": torch.pow,
    "reciprocal": torch.reciprocal,
    "sqrt": torch.sqrt,
    "square": torch.square,
}
