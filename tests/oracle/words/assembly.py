"""PyTorch's words for the assembly ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "concatenate": lambda *xs, axis=0: torch.cat(xs, dim=axis),
    "repeat": lambda x, repeats, axis=None: torch.repeat_interleave(x, repeats, axis),
    "stack": lambda *xs, axis=0: torch.stack(xs, dim=axis),
    "tile": lambda x, reps: torch.tile(x, reps),
}
