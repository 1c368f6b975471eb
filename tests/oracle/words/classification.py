"""PyTorch's words for the losses on class labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional


def _labels(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a loss on class labels take them as whole-valued floats."""
    return lambda x, t, **constants: function(x, t.long(), **constants)


def _weighted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Write the weighting out: PyTorch's own functions send no gradient to the weights."""

    def word(x: Any, t: Any, weight: Any, reduction: str = "mean", ignore_index: int = -100) -> Any:
        t = t.long()
        losses = function(x, t, reduction="none", ignore_index=ignore_index)
        weights = weight[t.where(t != ignore_index, 0)].where(t != ignore_index, 0)
        value = weights * losses
        if reduction != "none":
            value = value.sum() / (weights.sum() if reduction == "mean" else 1)
        own = function(x, t, weight.detach(), reduction=reduction, ignore_index=ignore_index)
        torch.testing.assert_close(value, own, rtol=1e-12, atol=1e-14)
        return value

    return word


WORDS: Mapping[str, Callable[..., Any]] = {
    "cross_entropy": _labels(functional.cross_entropy),
    "nll": _labels(functional.nll_loss),
    "soft_cross_entropy": functional.cross_entropy,
    "weighted_cross_entropy": _weighted(functional.cross_entropy),
    "weighted_nll": _weighted(functional.nll_loss),
}
