"""The gradients of scalar tensors, and the contributions of scalar ops, in each backward pass."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.local_derivatives import sent_elementwise
from engine.analysis.scalar.drawing import Drawing
from engine.analysis.scalar.graph import Element, ScalarOp
from engine.analysis.scalar.products import EXACT
from engine.arrays import Value
from engine.graph import Contribution, Contributions, OpNode, TensorNode
from engine.op import indices
from engine.trace import OpRecord


class Pass:
    """A backward pass by the number that the document gives it."""

    def __init__(self, index: int, found: Contributions) -> None:
        self.index = index
        self.gradients = found.gradients
        self._sent: dict[OpNode, list[Contribution]] = {}
        for one in found.contributions:
            self._sent.setdefault(one.node, []).append(one)

    def gradient(self, element: Element) -> float | None:
        """Give an element of a gradient; None where none was computed."""
        gradient = self.gradients.get(element[0])
        return None if gradient is None else float(np.asarray(gradient)[element[1]])

    def sent(self, node: OpNode) -> dict[TensorNode, np.ndarray[Any, Any]]:
        """Give what an op sent to each of its inputs, over all slots that it stands in."""
        sent: dict[TensorNode, np.ndarray[Any, Any]] = {}
        for one in self._sent.get(node, ()):
            tensor = node.inputs[one.slot]
            sent[tensor] = sent.get(tensor, 0.0) + np.asarray(one.value)
        return sent


def send_back(drawing: Drawing, record: OpRecord, passes: Sequence[Pass]) -> None:
    """Give every scalar tensor its gradients and every scalar op its contributions.

    The gradient of an element is the tensor's own: other ops may have sent to it as well.
    """
    for one in passes:
        for element, tensor in drawing.elements.items():
            gradient = one.gradient(element)
            if gradient is not None:
                tensor.gradients[one.index] = gradient
        arrived = one.gradients.get(record.outputs[0])
        copies = {}
        if record.node.op.elementwise and arrived is not None:
            copies = sent_elementwise(record, arrived)
        sender = _Sender(copies, one.sent(record.node))
        for op in reversed(drawing.ops):
            gradient = op.output.gradients.get(one.index)
            if gradient is not None and any(slope is not None for slope in op.locals):
                _fire(op, one.index, sender.sent(op, gradient))


def agrees(drawing: Drawing, record: OpRecord, one: Pass) -> bool:
    """Tell whether the scalar ops sent in a pass what the op sent, element by element."""
    sent: dict[Element, float] = {}
    for op in drawing.ops:
        for tensor, number in zip(op.inputs, op.contributions.get(one.index, ()), strict=False):
            if tensor.element is not None and number is not None:
                sent[tensor.element] = sent.get(tensor.element, 0.0) + number
    for node, whole in one.sent(record.node).items():
        found = np.zeros(node.shape)
        for index in indices(node.shape):
            found[index] = sent.get((node, index), 0.0)
        scale = np.abs(whole[np.isfinite(whole)]).max(initial=1.0)
        if not np.allclose(found, whole, rtol=EXACT, atol=EXACT * scale, equal_nan=True):
            return False
    return True


def _fire(op: ScalarOp, index: int, contributions: tuple[float | None, ...]) -> None:
    op.contributions[index] = contributions
    for tensor, contribution in zip(op.inputs, contributions, strict=True):
        if tensor.element is None and contribution is not None:
            old = tensor.gradients.get(index)
            tensor.gradients[index] = contribution if old is None else old + contribution


@dataclass(frozen=True, slots=True)
class _Sender:
    """What an op sends in a pass, number by number.

    A product says it, except where the op masks: infinity times 0 is 0 there, and not NaN. So an
    elementwise op says itself, in ``copies``, what it sends by each output element. ``total`` is
    what any op sent to each of its inputs.
    """

    copies: Mapping[int, Value]
    total: Mapping[TensorNode, np.ndarray[Any, Any]]

    def sent(self, op: ScalarOp, gradient: float) -> tuple[float | None, ...]:
        return tuple(
            None if slope is None else self._along(op, slot, gradient, slope)
            for slot, slope in enumerate(op.locals)
        )

    def _along(self, op: ScalarOp, slot: int, gradient: float, slope: float) -> float:
        end, output = op.inputs[slot].element, op.output.element
        if slot in self.copies and output and np.shape(self.copies[slot]) == output[0].shape:
            return float(np.asarray(self.copies[slot])[output[1]])
        product = gradient * slope
        if slope == 0 and math.isnan(product) and end and not np.isnan(self.total[end[0]][end[1]]):
            return 0.0
        return product
