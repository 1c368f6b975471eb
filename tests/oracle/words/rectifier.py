"""PyTorch's words for the rectifier ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "hardtanh": functional.hardtanh,
    "leaky_relu": functional.leaky_relu,
    "relu": torch.relu,
}
