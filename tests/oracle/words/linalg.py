"""PyTorch's words for the linalg ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "dot": torch.matmul,
    "matmul": torch.matmul,
    "outer": torch.outer,
    "trace": torch.trace,
}
