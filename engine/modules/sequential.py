"""Modules one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from engine.errors import EngineError
from engine.modules.applied import Applied
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.weights import Weights


class Sequential(Module):
    """Calls its children in turn, each on the output of the one before.

    They go by the names that they are given with, or else by 0, 1, ...
    """

    def __init__(self, modules: Sequence[Module] | Mapping[str, Module]) -> None:
        super().__init__()
        if not isinstance(modules, Mapping):
            modules = {str(number): module for number, module in enumerate(modules)}
        for name, module in modules.items():
            self.adopt(name, module)

    def forward(self, x: Any) -> Any:
        for module in self.children.values():
            x = module(x)
        return x


class MLP(Sequential):
    """A fully connected network: sizes [2, 16, 1] make two Linear layers, layer1 and layer2.

    The activation stands between the layers, not after the last.
    """

    def __init__(self, sizes: Sequence[int], activation: Applied, *, weights: Weights) -> None:
        super().__init__(())
        for number, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
            if number > 1:
                self.adopt(f"activation{number - 1}", activation)
            self.adopt(f"layer{number}", Linear(inputs, outputs, weights=weights))


class ModuleList(Module):
    """Modules by number, for whoever calls them itself. Names: 0, 1, ..."""

    is_called: ClassVar[bool] = False

    def __init__(self, modules: Sequence[Module] = ()) -> None:
        super().__init__()
        for module in modules:
            self.adopt(str(len(self.children)), module)

    def forward(self, *_: Any, **__: Any) -> Any:
        raise EngineError(
            "a ModuleList is not called as a whole",
            code="not-callable",
            hint="Call the modules in it one by one: `for layer in layers: x = layer(x)`.",
        )
