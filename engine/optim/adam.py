"""Adam."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import ClassVar

import numpy as np

from engine.arrays import Value
from engine.optim.optimizer import Optimizer, Parameter, at_least_zero, below_one


class Adam(Optimizer):
    """``p ← p - lr · m̂ / (√v̂ + eps)`` by running means of the gradient and of its square.

    ``m ← β₁ m + (1 - β₁) g`` and ``v ← β₂ v + (1 - β₂) g²``, each divided by ``1 - βᵗ`` because
    they start at 0. With ``amsgrad`` the largest ``v`` so far is taken. Kingma and Ba (2014),
    arxiv.org/abs/1412.6980; amsgrad by Reddi, Kale and Kumar (2018), arxiv.org/abs/1904.09237.
    """

    kept: ClassVar[int] = 3
    flops: ClassVar[int] = 18

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        first, second = betas
        self.betas = below_one("betas[0]", first), below_one("betas[1]", second)
        self.eps = at_least_zero("eps", eps)
        self.amsgrad = amsgrad
        self.maximize = maximize

    def moved(self, p: Value, g: Value, state: dict[str, Value]) -> Value:
        g = -g if self.maximize else g
        p, g = self.decayed(p, g)
        (first, second), t = self.betas, state["step"]
        m = state["mean"] = first * state.get("mean", 0.0) + (1 - first) * g
        v = state["square"] = second * state.get("square", 0.0) + (1 - second) * g * g
        if self.amsgrad:
            v = state["largest"] = np.maximum(state.get("largest", 0.0), v)
        scale = np.sqrt(v) / sqrt(1 - second**t) + self.eps
        return p - self.lr / (1 - first**t) * m / scale

    def decayed(self, p: Value, g: Value) -> tuple[Value, Value]:
        """Let the weights decay: here as a part of the gradient."""
        return p, g + self.weight_decay * p if self.weight_decay else g
