"""A word as a module."""

from __future__ import annotations

import inspect
from typing import Any

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS, compose
from engine.errors import EngineError
from engine.graph import apply
from engine.modules.module import Module


class Applied(Module):
    """An op or a composition as a module; being one word, it opens no group of its own."""

    is_group = False

    def __init__(self, op: str, **constants: Any) -> None:
        super().__init__()
        self.op = op
        self.constants = constants
        self.inputs = (COMPOSITIONS.get(op) or CATALOG[op]).inputs

    def forward(self, *inputs: Any) -> Any:
        if len(inputs) != len(self.inputs):
            raise EngineError(
                f"{self.op} takes {' and '.join(self.inputs)}, and {len(inputs)} came",
                code="arguments",
                hint="A loss is called by itself, on what a network gives and its target.",
            )
        run = compose if self.op in COMPOSITIONS else apply
        return run(self.op, *inputs, **self.constants)

    def signature(self) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(name, kind) for name in self.inputs])
