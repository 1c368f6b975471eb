"""PyTorch's words for the piecewise ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "abs": torch.abs,
    "ceil": torch.ceil,
    "clip": torch.clip,
    "floor": torch.floor,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "round": torch.round,
    "sign": torch.sign,
    "trunc": torch.trunc,
    "where": lambda condition, a, b: torch.where(condition.bool(), a, b),
}
