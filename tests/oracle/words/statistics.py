"""PyTorch's words for the statistics ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import all_axes, reduced


def _median(x: Any, axis: Any = None, keepdims: bool = False, lower: bool = False) -> Any:
    """Take the median of all elements along some axes, which PyTorch does along one, or of all."""
    if lower and axis is None:
        return torch.median(x)
    axes = sorted(a % x.dim() for a in all_axes(x, axis))
    line = torch.movedim(x, axes, list(range(-len(axes), 0))).flatten(x.dim() - len(axes))
    line = line.reshape(*line.shape[: x.dim() - len(axes)], -1)
    y = torch.median(line, -1).values if lower else torch.quantile(line, 0.5, dim=-1)
    kept = [1 if i in axes else side for i, side in enumerate(x.shape)]
    return y.reshape(kept) if keepdims else y


WORDS: Mapping[str, Callable[..., Any]] = {
    "mean": reduced(torch.mean),
    "median": _median,
    "std": reduced(lambda x, axes, **others: torch.std(x, axes, **{"correction": 0} | others)),
    "var": reduced(lambda x, axes, **others: torch.var(x, axes, **{"correction": 0} | others)),
}
