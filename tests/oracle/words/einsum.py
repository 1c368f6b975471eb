"""PyTorch's word for the Einstein sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "einsum": lambda *xs, subscripts: torch.einsum(subscripts, *xs),
}
