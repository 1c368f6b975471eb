"""PyTorch's words for the statistics ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import reduced

WORDS: Mapping[str, Callable[..., Any]] = {
    "mean": reduced(torch.mean),
    "std": reduced(lambda x, axes, **others: torch.std(x, axes, **{"correction": 0} | others)),
    "var": reduced(lambda x, axes, **others: torch.var(x, axes, **{"correction": 0} | others)),
}
