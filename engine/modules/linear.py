"""The fully connected layer."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import ShapeError
from engine.modules.module import Module
from engine.modules.weights import Weights


class Linear(Module):
    """``x Wᵀ + b``: (n, in_features) → (n, out_features), and (in_features,) → (out_features,).

    ``weight`` is (out_features, in_features), ``bias`` (out_features,). Both are drawn evenly from
    ±1/√in_features, as PyTorch's Linear does.
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, *, weights: Weights
    ) -> None:
        super().__init__()
        bound = 1 / math.sqrt(in_features) if in_features else 0.0
        self.parameters["weight"] = weights.uniform(bound, (out_features, in_features))
        if bias:
            self.parameters["bias"] = weights.uniform(bound, (out_features,))

    def forward(self, x: Any) -> Any:
        outputs, inputs = self.parameters["weight"].shape
        if x.shape[-1:] != (inputs,):
            raise ShapeError(
                f"Linear({inputs}, {outputs}) of a tensor with the shape {x.shape}",
                hint=f"It takes rows of {inputs} numbers: the last size must be {inputs}.",
            )
        product = x @ self.parameters["weight"].T
        return product + self.parameters["bias"] if "bias" in self.parameters else product
