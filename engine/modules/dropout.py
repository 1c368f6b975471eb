"""Dropout as a module."""

from __future__ import annotations

from typing import Any

from engine.graph import apply
from engine.modules.module import Module
from engine.modules.weights import Weights


class Dropout(Module):
    """Drops elements by chance ``p`` while it is in training, others at every call.

    Being one op, it opens no group of its own; where ``p`` is 0, it is no op at all.
    """

    is_group = False

    def __init__(self, p: float = 0.5, *, weights: Weights) -> None:
        super().__init__()
        self.p = p
        self.random = weights.random

    def forward(self, x: Any) -> Any:
        if not self.p:
            return x
        seed = int(self.random.integers(2**32)) if self.training else 0
        return apply("dropout", x, p=self.p, training=self.training, seed=seed)
