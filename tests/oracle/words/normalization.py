"""PyTorch's words for the normalization ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional

WORDS: Mapping[str, Callable[..., Any]] = {
    "batch_norm": lambda x, **constants: functional.batch_norm(
        x, None, None, training=True, **constants
    ),
    "group_norm": functional.group_norm,
    "instance_norm": functional.instance_norm,
    "layer_norm": functional.layer_norm,
    "rms_norm": functional.rms_norm,
}
