"""PyTorch's words for the rectifier ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "hardshrink": functional.hardshrink,
    "hardsigmoid": lambda x: functional.relu6(x + 3) / 6,
    "hardswish": functional.hardswish,
    "hardtanh": functional.hardtanh,
    "leaky_relu": functional.leaky_relu,
    "prelu": functional.prelu,
    "relu": torch.relu,
    "relu6": functional.relu6,
    "softshrink": functional.softshrink,
    "threshold": functional.threshold,
}
