"""The fully connected layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.errors import ShapeError
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
        outputs, inputs = self.parameters["weight"].shape
        if x.shape[-1:] != (inputs,):
            raise ShapeError(
                f"Linear({inputs}, {outputs}) of a tensor with the shape {x.shape}",
                hint=f"It takes rows of {inputs} numbers: the last size must be {inputs}.",
            )
        product = x @ self.parameters["weight"].T
        return product + self.parameters["bias"] if "bias" in self.parameters else product
