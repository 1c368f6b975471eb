"""Ops on values alone: how one op's code uses another where no graph is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.arrays import Value, normalized
from engine.catalog import CATALOG
from engine.op import Context


def on_values(name: str, inputs: tuple[Value, ...], constants: dict[str, Any]) -> Value:
    """Run an op's forward on values, outside of the graph."""
    op = CATALOG[name]
    context = _ValueContext(tuple(map(_Held, inputs)), op.constants | constants)
    result = op.forward(context, *inputs, **context.constants)
    return tuple(map(normalized, result)) if type(result) is tuple else normalized(result)


@dataclass(frozen=True, slots=True)
class _Held:
    """A value that an op works on outside of the graph."""

    value: Value
    differentiable: bool = False


class _ValueContext(Context):
    """The context of an op that runs within another one's code, on values."""

    __slots__ = ()

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return on_values(name, inputs, constants)
