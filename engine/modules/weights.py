"""Where the first numbers of parameters come from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.arrays import Shape, Value, as_value, size_of
from engine.graph import TensorNode, tensor


class Weights:
    """Makes the parameters of modules. ``charge`` is asked before each takes room.

    ``charge`` is given the number of elements and raises EngineError to refuse them. ``random``
    is the one source of all draws, those of a module's later calls included.
    """

    def __init__(
        self, random: np.random.Generator, charge: Callable[[int], None] = lambda _: None
    ) -> None:
        self.random = random
        self._charge = charge

    def uniform(self, bound: float, shape: Shape) -> TensorNode:
        """Draw evenly from ±bound."""
        return self._made(shape, lambda: self.random.uniform(-bound, bound, shape))

    def normal(self, deviation: float, shape: Shape) -> TensorNode:
        """Draw from the normal distribution around 0 with this standard deviation."""
        return self._made(shape, lambda: deviation * self.random.standard_normal(shape))

    def filled(self, number: float, shape: Shape) -> TensorNode:
        """Take one number everywhere."""
        return tensor(self.buffer(number, shape))

    def buffer(self, number: float, shape: Shape) -> Value:
        """Make numbers that a module keeps without learning them, such as a running mean."""
        self._charge(size_of(shape))
        return as_value(np.full(shape, number, dtype=np.float64))

    def _made(self, shape: Shape, draw: Callable[[], Value]) -> TensorNode:
        self._charge(size_of(shape))
        return tensor(draw())
