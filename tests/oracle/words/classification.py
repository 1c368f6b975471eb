"""PyTorch's words for the losses on class labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional


def _labels(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a loss on class labels take them as whole-valued floats."""
    return lambda x, t, **constants: function(x, t.long(), **constants)


WORDS: Mapping[str, Callable[..., Any]] = {
    "cross_entropy": _labels(functional.cross_entropy),
    "nll": _labels(functional.nll_loss),
}
