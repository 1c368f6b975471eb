"""PyTorch's words for the trigonometry ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "arccos": torch.arccos,
    "arcsin": torch.arcsin,
    "arctan": torch.arctan,
    "cos": torch.cos,
    "degrees": torch.rad2deg,
    "radians": torch.deg2rad,
    "sin": torch.sin,
    "tan": torch.tan,
}
