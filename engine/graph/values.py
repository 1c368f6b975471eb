"""Ops on values alone: how one op's code uses another where no graph is wanted."""

from __future__ import annotations

from typing import Any

from engine.arrays import Value, normalized
from engine.catalog import CATALOG
from engine.op import Context, Held


def on_values(name: str, inputs: tuple[Value, ...], constants: dict[str, Any]) -> Value:
    """Run an op's forward on values, outside of the graph."""
    op = CATALOG[name]
    context = _ValueContext(inputs, op.constants | constants)
    result = op.forward(context, *inputs, **context.constants)
    return tuple(map(normalized, result)) if type(result) is tuple else normalized(result)


class _ValueContext(Context):
    """The context of an op that runs within another one's code, on values."""

    __slots__ = ()

    def __init__(self, values: tuple[Value, ...], constants: dict[str, Any]) -> None:
        self.inputs = tuple([Held(value, differentiable=False) for value in values])
        self.constants = constants
        self._facts = None

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return on_values(name, inputs, constants)
