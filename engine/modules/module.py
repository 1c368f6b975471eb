"""What a module is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.graph import TensorNode
from engine.trace import group


class Module:
    """A function of tensors with parameters of its own; each call groups its ops in the graph.

    ``parameters`` and ``children`` go by name; ``name`` is the module's own, once it has one.
    ``size`` counts the modules that a call goes through, ``depth`` how many stand one within
    another, this one included.
    """

    def __init__(self) -> None:
        self.name = ""
        self.parameters: dict[str, TensorNode] = {}
        self.children: dict[str, Module] = {}
        self.size = self.depth = 1

    def adopt(self, name: str, child: Module) -> None:
        """Take a module in; it keeps a name that it has already."""
        child.name = child.name or name
        self.children[name] = child
        self.size += child.size
        self.depth = max(self.depth, child.depth + 1)

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
