"""PyTorch's words for the loss ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.nn import functional


def _hinge(y: Any, t: Any, reduction: str = "mean") -> Any:
    """Write the hinge loss, for which PyTorch has no word of its own."""
    losses = functional.relu(1 - t * y)
    return losses if reduction == "none" else getattr(losses, reduction)()


WORDS: Mapping[str, Callable[..., Any]] = {
    "cosine_embedding": functional.cosine_embedding_loss,
    "cosine_similarity": lambda a, b, axis=1, eps=1e-8: functional.cosine_similarity(
        a, b, axis, eps
    ),
    "hinge": _hinge,
    "huber": functional.huber_loss,
    "l1": functional.l1_loss,
    "mse": functional.mse_loss,
    "smooth_l1": functional.smooth_l1_loss,
    "triplet_margin": functional.triplet_margin_loss,
}
