"""PyTorch's words for the elementwise ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "erf": torch.erf,
    "exp": torch.exp,
    "exp2": torch.exp2,
    "expm1": torch.expm1,
    "log": torch.log,
    "log10": torch.log10,
    "log1p": torch.log1p,
    "log2": torch.log2,
    "logaddexp": torch.logaddexp,
}
