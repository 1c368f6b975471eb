"""The fully connected layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.graph import tensor
from engine.modules.module import Module


class Linear(Module):
    """``x Wᵀ + b``: (n, inputs) → (n, outputs), and (inputs,) → (outputs,).

    ``weight`` is (outputs, inputs), ``bias`` (outputs,). Both are drawn evenly from ±1/√inputs, as
    PyTorch's Linear does.
    """

    def __init__(
        self, inputs: int, outputs: int, *, bias: bool = True, random: np.random.Generator
    ) -> None:
        super().__init__()
        bound = 1 / math.sqrt(inputs) if inputs else 0.0
        self.parameters["weight"] = tensor(random.uniform(-bound, bound, (outputs, inputs)))
        if bias:
            self.parameters["bias"] = tensor(random.uniform(-bound, bound, outputs))

    def forward(self, x: Any) -> Any:
        product = x @ self.parameters["weight"].T
        return product + self.parameters["bias"] if "bias" in self.parameters else product
