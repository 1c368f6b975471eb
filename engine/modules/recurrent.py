"""Cells of recurrent networks: one step in time, from an input and a state to the next state."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape
from engine.errors import ShapeError
from engine.graph import TensorNode, apply, constant
from engine.modules.module import Module
from engine.modules.weights import Weights
from engine.trace import label


class RecurrentCell(Module):
    """What cells have in common: one product with the input and one with the hidden state.

    ``weight_ih`` is (gates · hidden_size, input_size), ``weight_hh`` (gates · hidden_size,
    hidden_size), and each has its bias. All are drawn evenly from ±1/√hidden_size.
    """

    gates: ClassVar[int] = 1

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, *, weights: Weights
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        bound, rows = 1 / math.sqrt(hidden_size) if hidden_size else 0.0, self.gates * hidden_size
        self.parameters["weight_ih"] = weights.uniform(bound, (rows, input_size))
        self.parameters["weight_hh"] = weights.uniform(bound, (rows, hidden_size))
        if bias:
            self.parameters["bias_ih"] = weights.uniform(bound, (rows,))
            self.parameters["bias_hh"] = weights.uniform(bound, (rows,))

    def product(self, of: str, x: TensorNode) -> TensorNode:
        """Give what all gates together get from the input ("ih") or from the state ("hh")."""
        made: TensorNode = x @ self.parameters[f"weight_{of}"].T
        return made + self.parameters[f"bias_{of}"] if f"bias_{of}" in self.parameters else made

    def part(self, number: int, of_all: TensorNode) -> TensorNode:
        """Cut what one gate gets out of what all get."""
        size = self.hidden_size
        return of_all[..., number * size : (number + 1) * size]

    def state(self, x: TensorNode, given: TensorNode | None) -> TensorNode:
        """Take the state that is given, or begin with zeros. Raises ShapeError."""
        self._check_input(x.shape)
        wanted = (*x.shape[:-1], self.hidden_size)
        if given is None:
            return constant(np.zeros(wanted))
        if given.shape != wanted:
            raise ShapeError(
                f"a state of {given.shape} for an input of {x.shape}",
                hint=f"It has {self.hidden_size} numbers for each row: {wanted}.",
            )
        return given

    def _check_input(self, shape: Shape) -> None:
        if len(shape) not in (1, 2) or shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}({self.input_size}, {self.hidden_size}) of a tensor with "
                f"the shape {shape}",
                hint=f"It takes one step at a time: (n, {self.input_size}).",
            )


class RNNCell(RecurrentCell):
    """The plain cell: h' = tanh(W x + b + U h + c). (n, input_size), (n, hidden_size) → the same.

    ``nonlinearity`` is "tanh" or "relu".
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        *,
        nonlinearity: str = "tanh",
        weights: Weights,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, weights=weights)
        self.nonlinearity = nonlinearity

    def forward(self, x: Any, h: Any = None) -> Any:
        h = self.state(x, h)
        return apply(self.nonlinearity, self.product("ih", x) + self.product("hh", h))


class LSTMCell(RecurrentCell):
    """Long short-term memory: (x, (h, c)) → (h', c').

    The gates say how much of the new is let in (i), of the old kept (f), of the memory shown (o);
    g is the new. In the weights they stand in the order i, f, g, o.
    """

    gates = 4

    def forward(self, x: Any, state: Any = None) -> Any:
        if state is not None and not (isinstance(state, tuple) and len(state) == 2):
            raise ShapeError(
                "the state of an LSTMCell is a pair", hint="Write `h, c = cell(x, (h, c))`."
            )
        h, c = (self.state(x, given) for given in state or (None, None))
        gates = self.product("ih", x) + self.product("hh", h)
        i = label("i", apply("sigmoid", self.part(0, gates)))
        f = label("f", apply("sigmoid", self.part(1, gates)))
        g = label("g", apply("tanh", self.part(2, gates)))
        o = label("o", apply("sigmoid", self.part(3, gates)))
        c = f * c + i * g
        return o * apply("tanh", c), c


class GRUCell(RecurrentCell):
    """The gated recurrent unit: (x, h) → h', a mixture of the old state and a new one.

    The gates say how much of the old state the new one sees (r), and how much of the old stays (z);
    n is the new. In the weights they stand in the order r, z, n.
    """

    gates = 3

    def forward(self, x: Any, h: Any = None) -> Any:
        h = self.state(x, h)
        of_x, of_h = self.product("ih", x), self.product("hh", h)
        r = label("r", apply("sigmoid", self.part(0, of_x) + self.part(0, of_h)))
        z = label("z", apply("sigmoid", self.part(1, of_x) + self.part(1, of_h)))
        n = label("n", apply("tanh", self.part(2, of_x) + r * self.part(2, of_h)))
        return (1 - z) * n + z * h
