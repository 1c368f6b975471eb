"""What a composition is: an operation that is made of ops, and opens into them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from engine.graph import TensorNode, constant
from engine.op import Word
from engine.trace import group


class Composition(Word):
    """An operation made of ops. Nothing is instantiated: a composition is its class.

    A subclass says what every word says, with the formula of its forward only, and gives
    ``forward``: a function of tensor nodes, written with operators, NumPy's functions and
    ``apply``. It has no backward of its own, since its ops have theirs. Each call is a module of
    the graph.
    """

    forward: ClassVar[Callable[..., Any]]
    """``forward(*inputs, **constants) -> output``. Raises ShapeError, DomainError."""

    masks: ClassVar[tuple[str, ...]] = ()
    """Inputs that may hold truths; those of all others are taken as ones and zeros."""

    def __init_subclass__(cls) -> None:
        """Read the names of inputs and constants off forward's own signature."""
        cls.read_signature(list(inspect.signature(cls.forward).parameters.values()))

    @classmethod
    def run(cls, *inputs: Any, **constants: Any) -> Any:
        """Apply the ops now, as a module of the open trace, if there is one.

        Whatever is no tensor node becomes a constant. Raises EngineError.
        """
        nodes = [
            node if node.value.dtype.kind == "f" or name in cls.masks else _as_floats(node)
            for name, node in zip(cls.inputs, map(_as_node, inputs), strict=False)
        ]
        with group(cls.name, "composition"):
            return cls.forward(*nodes, **(cls.constants | constants))


def _as_node(operand: Any) -> TensorNode:
    return operand if isinstance(operand, TensorNode) else constant(operand)


def _as_floats(node: TensorNode) -> TensorNode:
    return constant(node.value.astype(np.float64))
