"""PyTorch's words for the assembly ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "concatenate": lambda *xs, axis=0: torch.cat(xs, dim=axis),
    "meshgrid": lambda *xs, indexing="xy": torch.meshgrid(*xs, indexing=indexing),
    "stack": lambda *xs, axis=0: torch.stack(xs, dim=axis),
}
