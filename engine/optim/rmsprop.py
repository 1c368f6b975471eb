"""RMSprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from engine.arrays import Value
from engine.optim.optimizer import Optimizer, Parameter, at_least_zero


class RMSprop(Optimizer):
    """``p ← p - lr · g / (√s + eps)``, where ``s`` is a running mean of the squared gradient.

    ``s ← alpha · s + (1 - alpha) · g²``; where ``centered``, the square of the gradient's own
    running mean is taken from it first. With ``momentum`` the steps add up to a velocity.
    Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine Learning (2012); centered as in
    Graves (2013), arxiv.org/abs/1308.0850.
    """

    kept: ClassVar[int] = 3
    flops: ClassVar[int] = 18

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.alpha = at_least_zero("alpha", alpha)
        self.eps = at_least_zero("eps", eps)
        self.momentum = at_least_zero("momentum", momentum)
        self.centered = centered
        self.maximize = maximize

    def moved(self, p: Value, g: Value, state: dict[str, Value]) -> Value:
        g = -g if self.maximize else g
        g = g + self.weight_decay * p if self.weight_decay else g
        square = state["square"] = self.alpha * state.get("square", 0.0) + (1 - self.alpha) * g * g
        if self.centered:
            mean = state["mean"] = self.alpha * state.get("mean", 0.0) + (1 - self.alpha) * g
            square = square - mean * mean
        step = g / (np.sqrt(square) + self.eps)
        if self.momentum:
            step = state["velocity"] = self.momentum * state.get("velocity", 0.0) + step
        return p - self.lr * step
