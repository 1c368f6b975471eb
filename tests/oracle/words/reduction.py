"""PyTorch's words for the reduction ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import all_axes, reduced


def _flat(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function along one axis flatten first where none is given, as NumPy's does."""

    def word(x: Any, axis: int | None = None, **others: Any) -> Any:
        return function(x.reshape(-1), dim=0) if axis is None else function(x, dim=axis, **others)

    return word


def _prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    for number in sorted((a % x.dim() for a in all_axes(x, axis)), reverse=True):
        x = torch.prod(x, number, keepdim=keepdims)
    return x


def _norm(x: Any, ord: float | None = None, axis: Any = None, keepdims: bool = False) -> Any:
    return torch.linalg.vector_norm(x, ord or 2, all_axes(x, axis), keepdims)


WORDS: Mapping[str, Callable[..., Any]] = {
    "cumprod": _flat(torch.cumprod),
    "cumsum": _flat(torch.cumsum),
    "norm": _norm,
    "prod": _prod,
    "sum": reduced(torch.sum),
}
