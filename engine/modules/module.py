"""What a module is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.graph import TensorNode
from engine.trace import group


class Module:
    """A function of tensors with parameters of its own; each call groups its ops in the graph.

    ``parameters`` and ``children`` go by name; ``name`` is the module's own, once it has one.
    """

    def __init__(self) -> None:
        self.name = ""
        self.parameters: dict[str, TensorNode] = {}
        self.children: dict[str, Module] = {}

    @property
    def depth(self) -> int:
        """How many modules stand one within another here, this one included."""
        return 1 + max((child.depth for child in self.children.values()), default=0)

    def forward(self, x: Any) -> Any:
        """Compute the output from tensor nodes. Raises EngineError where shapes do not fit."""
        raise NotImplementedError

    def __call__(self, x: Any) -> Any:
        with group(self.name, type(self).__name__):
            return self.forward(x)

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, TensorNode]]:
        """Walk over all parameters, those of children included: ``layer1.weight``."""
        for name, parameter in self.parameters.items():
            yield f"{prefix}{name}", parameter
        for name, child in self.children.items():
            yield from child.named_parameters(f"{prefix}{name}.")
