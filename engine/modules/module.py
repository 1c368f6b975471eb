"""What a module is."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, ClassVar

from engine.arrays import Value
from engine.errors import EngineError
from engine.graph import TensorNode
from engine.trace import group

DEEPEST = 64
"""Modules that may stand one within another."""


class Module:
    """A function of tensors with parameters of its own; each call groups its ops in the graph.

    ``parameters``, ``buffers`` (numbers that are kept but not learned) and ``children`` go by name;
    ``name`` is the module's own, once it has one; ``parent`` is the module that took it in first,
    and ``key`` its name there.
    ``training`` tells a call in training from one in use. ``size`` counts the modules that a call
    goes through, ``depth`` how many stand one within another, this one included.
    """

    is_called: ClassVar[bool] = True
    is_group: ClassVar[bool] = True
    """Whether a call is a group of ops; a module of a single one opens none."""

    def __init__(self) -> None:
        self.name = self.key = ""
        self.parent: Module | None = None
        self.parameters: dict[str, TensorNode] = {}
        self.buffers: dict[str, Value] = {}
        self.children: dict[str, Module] = {}
        self.training = True
        self.size = self.depth = 1

    def adopt(self, name: str, child: Module) -> Any:
        """Take a module in and give it back; it keeps a name that it has already."""
        if child.parent is None:
            child.parent, child.key = self, name
            child.name = child.name or name
        self.children[name] = child
        self.size += child.size
        self.depth = max(self.depth, child.depth + 1)
        return child

    def forward(self, *inputs: Any, **settings: Any) -> Any:
        """Compute the output, or several, from tensor nodes. Raises EngineError where shapes clash.

        A module says in its own signature which inputs and settings there are.
        """
        raise NotImplementedError

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        if not self.is_group:
            return self.forward(*inputs, **settings)
        with group(self.shown, type(self).__name__):
            return self.forward(*inputs, **settings)

    @property
    def shown(self) -> str:
        """The name of the groups of its calls; a list is not called, so its modules tell it too."""
        if self.parent is not None and not self.parent.is_called:
            return f"{self.parent.name}.{self.key}"
        return self.name

    def signature(self) -> inspect.Signature:
        """Say which inputs and settings forward takes."""
        return inspect.signature(self.forward)

    def train(self, mode: bool = True) -> None:
        """Say whether this module and those within are in training."""
        for _, module in self.modules():
            module.training = mode

    def modules(self) -> Iterator[tuple[str, Module]]:
        """Walk over this module and those within it, each once, with the path that leads there.

        The module's own path is empty, that of its child ``layer1`` is ``layer1.``. Raises
        EngineError where they stand too deep within one another.
        """
        seen: set[Module] = set()
        waiting = [("", self, 1)]
        while waiting:
            path, module, depth = waiting.pop()
            if depth > DEEPEST:
                raise EngineError(
                    f"more than {DEEPEST} modules stand one within another",
                    code="budget-nesting",
                    hint="Give the inner modules to fewer outer ones.",
                )
            if module in seen:
                continue
            seen.add(module)
            yield path, module
            inner = [(f"{path}{n}.", child, depth + 1) for n, child in module.children.items()]
            waiting.extend(reversed(inner))

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, TensorNode]]:
        """Walk over all parameters, each once, those of children included: ``layer1.weight``."""
        seen: set[TensorNode] = set()
        for path, module in self.modules():
            for name, parameter in module.parameters.items():
                if parameter not in seen:
                    seen.add(parameter)
                    yield f"{prefix}{path}{name}", parameter
