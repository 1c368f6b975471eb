"""Adagrad."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from engine.arrays import Value
from engine.optim.optimizer import Optimizer, Parameter, at_least_zero


class Adagrad(Optimizer):
    """``p ← p - lr · g / (√s + eps)``, where ``s`` is the sum of all squared gradients so far.

    In step t the learning rate is ``lr / (1 + (t - 1) · lr_decay)``.
    Duchi, Hazan and Singer (2011), jmlr.org/papers/v12/duchi11a.html.
    """

    kept: ClassVar[int] = 1
    flops: ClassVar[int] = 9

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.lr_decay = at_least_zero("lr_decay", lr_decay)
        self.initial_accumulator_value = at_least_zero(
            "initial_accumulator_value", initial_accumulator_value
        )
        self.eps = at_least_zero("eps", eps)
        self.maximize = maximize

    def moved(self, p: Value, g: Value, state: dict[str, Value]) -> Value:
        g = -g if self.maximize else g
        g = g + self.weight_decay * p if self.weight_decay else g
        square = state["sum"] = state.get("sum", self.initial_accumulator_value) + g * g
        lr = self.lr / (1 + (state["step"] - 1) * self.lr_decay)
        return p - lr * g / (np.sqrt(square) + self.eps)
