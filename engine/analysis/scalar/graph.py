"""The parts of a scalar graph: numbers, and ops between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engine.graph import TensorNode
from engine.trace import OpRecord

Index: TypeAlias = tuple[int, ...]

Element: TypeAlias = tuple[TensorNode, Index]
"""One element of a tensor."""


@dataclass(slots=True, eq=False)
class ScalarTensor:
    """A number: an element of a tensor, or what stands between, which ``mark`` names in its op.

    ``flows`` tells whether a gradient goes to it; ``gradients`` holds a number for each pass that
    computed one.
    """

    value: float
    label: str
    flows: bool
    element: Element | None = None
    mark: str = ""
    gradients: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class ScalarOp:
    """An op on numbers; ``locals`` holds None for an input that no gradient goes to.

    ``contributions`` holds, for each pass that fired it, what it sent to each input.
    """

    op: str
    symbol: str
    inputs: tuple[ScalarTensor, ...]
    output: ScalarTensor
    locals: tuple[float | None, ...]
    contributions: dict[int, tuple[float | None, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Expansion:
    """An op opened into ops on numbers, in an order in which they can run.

    ``refused`` says why it stays closed; then there are none.
    """

    record: OpRecord
    tensors: list[ScalarTensor] = field(default_factory=list)
    ops: list[ScalarOp] = field(default_factory=list)
    refused: str = ""
