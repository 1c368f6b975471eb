"""PyTorch's words for the powers ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "cbrt": lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3),
    "hypot": torch.hypot,
    "pow": torch.pow,
    "power": torch.pow,
    "reciprocal": torch.reciprocal,
    "rsqrt": torch.rsqrt,
    "sqrt": torch.sqrt,
    "square": torch.square,
}
