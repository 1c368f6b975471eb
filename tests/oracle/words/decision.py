"""PyTorch's words for the decision ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import all_axes

WORDS: Mapping[str, Callable[..., Any]] = {
    "all": lambda x, axis=None, keepdims=False: (
        x.bool().all() if axis is None else x.bool().all(axis, keepdims)
    ),
    "any": lambda x, axis=None, keepdims=False: (
        x.bool().any() if axis is None else x.bool().any(axis, keepdims)
    ),
    "count_nonzero": lambda x, axis=None, keepdims=False: torch.sum(
        x != 0, all_axes(x, axis), keepdim=keepdims
    ),
}
