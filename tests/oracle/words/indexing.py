"""PyTorch's words for the indexing ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
import torch


def _place_add(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    places = _picked(torch.arange(prod(shape)).reshape(shape), key)
    flat = torch.zeros(prod(shape), dtype=x.dtype)
    return flat.index_add(0, places.reshape(-1), x.expand(places.shape).reshape(-1)).reshape(shape)


def _picked(x: Any, key: Any) -> Any:
    """Index as PyTorch does; where it cannot go backwards, by the numbers of the places."""
    parts = key if isinstance(key, tuple) else (key,)
    if any(isinstance(part, slice) and (part.step or 1) < 0 for part in parts):
        places = np.arange(x.numel()).reshape(x.shape)[key]
        return x.reshape(-1)[torch.from_numpy(places.copy())]
    return x[tuple(torch.tensor(part) if isinstance(part, list) else part for part in parts)]


WORDS: Mapping[str, Callable[..., Any]] = {
    "getitem": _picked,
    "place_add": _place_add,
}
