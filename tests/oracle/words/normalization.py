"""PyTorch's words for the normalization ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional


def _inference(x: Any, mean: Any, variance: Any, eps: float = 1e-5) -> Any:
    """Write the formula out: PyTorch's own function sends no gradient to the statistics."""
    channels = (-1, *(1,) * (x.dim() - 2))
    value = (x - mean.reshape(channels)) / (variance.reshape(channels) + eps).sqrt()
    own = functional.batch_norm(x, mean.detach(), variance.detach(), eps=eps)
    torch.testing.assert_close(value, own, rtol=1e-12, atol=1e-14)
    return value


WORDS: Mapping[str, Callable[..., Any]] = {
    "batch_norm": lambda x, **constants: functional.batch_norm(
        x, None, None, training=True, **constants
    ),
    "batch_norm_inference": _inference,
    "group_norm": functional.group_norm,
    "instance_norm": functional.instance_norm,
    "layer_norm": functional.layer_norm,
    "rms_norm": functional.rms_norm,
}
