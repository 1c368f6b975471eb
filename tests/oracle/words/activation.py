"""PyTorch's words for the activation ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "celu": functional.celu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "glu": lambda x, axis=-1: functional.glu(x, axis),
    "logsigmoid": functional.logsigmoid,
    "mish": functional.mish,
    "selu": functional.selu,
    "sigmoid": torch.sigmoid,
    "silu": functional.silu,
    "softplus": lambda x, beta=1.0: functional.softplus(x, beta, 1e9),
    "softsign": functional.softsign,
    "tanhshrink": functional.tanhshrink,
}
