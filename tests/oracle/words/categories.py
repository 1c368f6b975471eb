"""PyTorch's words for the ops on categories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "embedding": lambda indices, weight, padding_idx=None: functional.embedding(
        indices.long(), weight, padding_idx
    ),
    "one_hot": lambda labels, num_classes: functional.one_hot(labels.long(), num_classes),
}
