"""PyTorch's words for the loss ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional


def _labels(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a loss on class labels take them as whole-valued floats."""
    return lambda x, t, **constants: function(x, t.long(), **constants)


WORDS: Mapping[str, Callable[..., Any]] = {
    "binary_cross_entropy": functional.binary_cross_entropy,
    "binary_cross_entropy_with_logits": functional.binary_cross_entropy_with_logits,
    "cross_entropy": _labels(functional.cross_entropy),
    "huber": functional.huber_loss,
    "l1": functional.l1_loss,
    "mse": functional.mse_loss,
    "nll": _labels(functional.nll_loss),
}
