"""Adam with weights that decay beside the gradient."""

from __future__ import annotations

from collections.abc import Iterable

from engine.arrays import Value
from engine.optim.adam import Adam
from engine.optim.optimizer import Parameter


class AdamW(Adam):
    """Adam, with ``p ← (1 - lr · weight_decay) · p`` before each step instead of in the gradient.

    Loshchilov and Hutter (2019), arxiv.org/abs/1711.05101.
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)

    def decayed(self, p: Value, g: Value) -> tuple[Value, Value]:
        """Let the weights decay by themselves."""
        return (1 - self.lr * self.weight_decay) * p, g
