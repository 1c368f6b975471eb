"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.arrays import Value
from engine.errors import DomainError
from engine.optim.optimizer import Optimizer, Parameter, at_least_zero


class SGD(Optimizer):
    """``p ← p - lr · v``, where the velocity ``v`` is the gradient, or a running sum of gradients.

    ``v ← momentum · v + (1 - dampening) · g``; with ``nesterov`` the step is ``g + momentum · v``.
    The method with momentum is Polyak's of 1964, doi.org/10.1016/0041-5553(64)90137-5; Nesterov's
    form is that of Sutskever et al. (2013), proceedings.mlr.press/v28/sutskever13.html.
    """

    kept: ClassVar[int] = 1
    flops: ClassVar[int] = 7

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = at_least_zero("momentum", momentum)
        self.dampening = dampening
        self.nesterov = nesterov
        self.maximize = maximize
        if nesterov and (momentum == 0 or dampening != 0):
            raise DomainError(
                f"nesterov with momentum {momentum:g} and dampening {dampening:g}",
                hint="Nesterov's step needs a momentum above 0, and no dampening.",
            )

    def moved(self, p: Value, g: Value, state: dict[str, Value]) -> Value:
        g = -g if self.maximize else g
        g = g + self.weight_decay * p if self.weight_decay else g
        if self.momentum:
            v = state.get("velocity")
            v = g if v is None else self.momentum * v + (1 - self.dampening) * g
            state["velocity"] = v
            g = g + self.momentum * v if self.nesterov else v
        return p - self.lr * g
