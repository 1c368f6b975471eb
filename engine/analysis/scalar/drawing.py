"""The scalar graph of one op while it is drawn; every node of it is charged."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from engine.analysis.scalar.graph import Element, Index, ScalarOp, ScalarTensor
from engine.graph import TensorNode
from engine.trace import Trace


class RoomError(Exception):
    """Raised where a drawing would hold more nodes than there is room for."""


class Drawing:
    """Draws scalar tensors and ops, each element once.

    ``room`` is how many nodes there may be; elements that stand in ``drawn`` already cost nothing.
    """

    def __init__(self, trace: Trace, room: int, drawn: Container[Element]) -> None:
        self.trace = trace
        self.room = room
        self.drawn = drawn
        self.elements: dict[Element, ScalarTensor] = {}
        self.between: list[ScalarTensor] = []
        self.ops: list[ScalarOp] = []
        self._numbers: dict[float, ScalarTensor] = {}
        self._arrays: dict[TensorNode, np.ndarray[Any, Any]] = {}

    def element(self, node: TensorNode, index: Index) -> ScalarTensor:
        """Give an element of a tensor."""
        found = self.elements.get((node, index))
        if found is None:
            if (node, index) not in self.drawn:
                self._charge()
            label = name_of(self.trace, node) + (f"[{_text(index)}]" if index else "")
            found = ScalarTensor(self.value(node, index), label, (node, index))
            self.elements[node, index] = found
        return found

    def value(self, node: TensorNode, index: Index) -> float:
        """Read an element's value."""
        array = self._arrays.get(node)
        if array is None:
            array = self._arrays[node] = np.asarray(node.value)
        return float(array[index])

    def run(
        self,
        op: str,
        symbol: str,
        inputs: Sequence[ScalarTensor],
        output: ScalarTensor,
        slopes: Sequence[float | None],
    ) -> ScalarOp:
        """Draw an op."""
        self._charge()
        made = ScalarOp(op, symbol, tuple(inputs), output, tuple(slopes))
        self.ops.append(made)
        return made

    def _charge(self) -> None:
        self.room -= 1
        if self.room < 0:
            raise RoomError


def name_of(trace: Trace, node: TensorNode) -> str:
    """Call a tensor by its label, or by the op that made it, or by its number."""
    label = trace.label_of(node)
    if label or node.source is not None:
        return label or node.source.op.name  # type: ignore[union-attr]
    return "" if node.shape else f"{float(node.value):.4g}"


def _text(index: Index) -> str:
    return ",".join(map(str, index))
