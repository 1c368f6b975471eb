"""PyTorch's words for the likelihood ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from warnings import catch_warnings, simplefilter

from torch.nn import functional


def _kl_div(y: Any, t: Any, **constants: Any) -> Any:
    """Take PyTorch's mean as it is now; it warns that it will once be another."""
    with catch_warnings():
        simplefilter("ignore", UserWarning)
        return functional.kl_div(y, t, **constants)


WORDS: Mapping[str, Callable[..., Any]] = {
    "binary_cross_entropy": functional.binary_cross_entropy,
    "binary_cross_entropy_with_logits": functional.binary_cross_entropy_with_logits,
    "kl_div": _kl_div,
    "poisson_nll": functional.poisson_nll_loss,
}
