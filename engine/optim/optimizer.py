"""What an optimizer is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

import numpy as np

from engine.arrays import Value, normalized
from engine.errors import DomainError


class Parameter(Protocol):
    """What an optimizer moves: numbers, and their gradient where there is one.

    A tensor node is one. Its value is replaced, never written to, but a graph that was made before
    refers to the node: run its backward passes before the step.
    """

    value: Value
    gradient: Value | None


class Optimizer:
    """Moves parameters by their gradients, one step at a time.

    ``kept`` are the arrays that are remembered of each parameter from step to step, ``flops`` the
    floating-point operations of a step for each element.
    """

    kept: ClassVar[int] = 0
    flops: ClassVar[int] = 2

    def __init__(self, parameters: Iterable[Parameter], lr: float, weight_decay: float) -> None:
        self.parameters = list(parameters)
        self.lr = at_least_zero("lr", lr)
        self.weight_decay = at_least_zero("weight_decay", weight_decay)
        self._states: list[dict[str, Value]] = [{} for _ in self.parameters]
        if not self.parameters:
            raise DomainError(
                "there are no parameters to optimize", hint="Give the parameters as a list."
            )

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for parameter, state in zip(self.parameters, self._states, strict=True):
            if parameter.gradient is not None:
                state["step"] = state.get("step", 0) + 1
                moved = self.moved(parameter.value, parameter.gradient, state)
                parameter.value = normalized(np.asarray(moved))

    def moved(self, p: Value, g: Value, state: dict[str, Value]) -> Value:
        """Give the new value of a parameter ``p`` with the gradient ``g``.

        ``state`` holds what was kept of it, and the number of this step, from 1.
        """
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Clear all gradients: None until the next backward pass."""
        for parameter in self.parameters:
            parameter.gradient = None


def at_least_zero(name: str, number: float) -> float:
    """Give a setting that may not be negative. Raises DomainError."""
    if not number >= 0:
        raise DomainError(f"{name} is {number:g}", hint=f"{name} is 0 or more.")
    return number


def below_one(name: str, number: float) -> float:
    """Give the share of the past in a running mean. Raises DomainError."""
    if not 0 <= number < 1:
        raise DomainError(f"{name} is {number:g}", hint=f"{name} is at least 0 and below 1.")
    return number
