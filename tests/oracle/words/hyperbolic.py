"""PyTorch's words for the hyperbolic ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "arccosh": torch.arccosh,
    "arcsinh": torch.arcsinh,
    "arctanh": torch.arctanh,
    "cosh": torch.cosh,
    "sinh": torch.sinh,
    "tanh": torch.tanh,
}
