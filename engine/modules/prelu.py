"""The rectifier whose slope on the left is learned."""

from __future__ import annotations

from typing import Any

from engine.graph import apply
from engine.modules.module import Module
from engine.modules.weights import Weights


class PReLU(Module):
    """x where it is positive, else weight · x: one weight for all, or one for each channel."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, *, weights: Weights) -> None:
        super().__init__()
        self.parameters["weight"] = weights.filled(init, (num_parameters,))

    def forward(self, x: Any) -> Any:
        return apply("prelu", x, self.parameters["weight"])
