"""PyTorch's words for the partition ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "array_split": lambda x, sections, axis=0: torch.tensor_split(x, sections, axis),
    "chunk": lambda x, chunks, axis=0: torch.chunk(x, chunks, axis),
    "split": lambda x, sections, axis=0: torch.tensor_split(x, sections, axis),
    "unbind": lambda x, axis=0: torch.unbind(x, axis),
}
