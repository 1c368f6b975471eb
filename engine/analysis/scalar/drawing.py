"""The scalar graph of one op while it is drawn; every node of it is charged."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from engine.analysis.scalar.graph import Element, Index, ScalarOp, ScalarTensor
from engine.analysis.scalar.room import Room
from engine.graph import TensorNode
from engine.trace import Trace

LARGEST_DIVISOR = 10_000
"""Fractions with larger divisors are written as decimals."""


class Drawing:
    """Draws scalar tensors and ops, each element once.

    Elements that stand in ``drawn`` already take no room.
    """

    def __init__(self, trace: Trace, room: Room, drawn: Container[Element]) -> None:
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
                self.room.take(nodes=1)
            value = self.value(node, index)
            label = self._label(node, index, value)
            found = ScalarTensor(value, label, node.differentiable, (node, index))
            self.elements[node, index] = found
        return found

    def stand_between(
        self, mark: str, label: str, value: float, *, flows: bool = True
    ) -> ScalarTensor:
        """Give a number that is no element of a tensor; ``mark`` tells it apart in this op."""
        self.room.take(nodes=1)
        made = ScalarTensor(value, label, flows, mark=mark)
        self.between.append(made)
        return made

    def constant(self, number: float) -> ScalarTensor:
        """Give a number that the op itself brings, once."""
        found = self._numbers.get(number)
        if found is None:
            text = written(number)
            found = self._numbers[number] = self.stand_between(text, text, number, flows=False)
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
        """Draw an op; where no gradient goes, it has no local derivative."""
        self.room.take(nodes=1, edges=len(inputs) + 1)
        known = zip(inputs, slopes, strict=True)
        locals_ = tuple(slope if tensor.flows and output.flows else None for tensor, slope in known)
        made = ScalarOp(op, symbol, tuple(inputs), output, locals_)
        self.ops.append(made)
        return made

    def _label(self, node: TensorNode, index: Index, value: float) -> str:
        """Call an element by its tensor's label, or the op that made it, or by its number."""
        name = self.trace.label_of(node)
        if not name and node.source is not None:
            name = node.source.op.name
        if not name:
            return written(value)
        return f"{name}[{','.join(map(str, index))}]" if index else name


def written(number: float) -> str:
    """Write a number shortly: one over a whole number as a fraction."""
    count = 1 / number if number else 0.0
    if abs(count) > 1 and count == round(count) and abs(count) < LARGEST_DIVISOR:
        return f"{'-' if count < 0 else ''}1/{abs(round(count))}"
    return f"{number:.6g}"
