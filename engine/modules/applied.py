"""A word as a module."""

from __future__ import annotations

import inspect
from typing import Any

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS, compose
from engine.graph import apply
from engine.modules.module import Module


class Applied(Module):
    """An op or a composition as a module; being one word, it opens no group of its own."""

    def __init__(self, op: str, **constants: Any) -> None:
        super().__init__()
        self.op = op
        self.constants = constants

    def forward(self, *inputs: Any) -> Any:
        run = compose if self.op in COMPOSITIONS else apply
        return run(self.op, *inputs, **self.constants)

    def signature(self) -> inspect.Signature:
        word = COMPOSITIONS.get(self.op) or CATALOG[self.op]
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(name, kind) for name in word.inputs])

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        return self.forward(*inputs, **settings)
