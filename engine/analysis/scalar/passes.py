"""The gradients of scalar tensors, and the contributions of scalar ops, in each backward pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.analysis.local_derivatives import sent_elementwise
from engine.analysis.scalar.drawing import Drawing
from engine.analysis.scalar.graph import Index, ScalarOp
from engine.arrays import Value
from engine.graph import Contributions, TensorNode
from engine.trace import OpRecord


@dataclass(frozen=True, slots=True)
class Pass:
    """A backward pass by the number that the document gives it."""

    index: int
    found: Contributions

    def gradient(self, node: TensorNode, index: Index) -> float | None:
        """Give an element of a gradient; None where none was computed."""
        gradient = self.found.gradients.get(node)
        return None if gradient is None else float(np.asarray(gradient)[index])


def send_back(drawing: Drawing, record: OpRecord, passes: Sequence[Pass]) -> None:
    """Give every scalar tensor its gradients and every scalar op its contributions.

    The gradient of an element is the tensor's own: other ops may have sent to it as well.
    """
    for one in passes:
        for (node, index), tensor in drawing.elements.items():
            gradient = one.gradient(node, index)
            if gradient is not None:
                tensor.gradients[one.index] = gradient
        arrived = one.found.gradients.get(record.outputs[0])
        sent = {}
        if record.node.op.elementwise and arrived is not None:
            sent = sent_elementwise(record, arrived)
        for op in reversed(drawing.ops):
            _fire(op, one.index, sent)


def _fire(op: ScalarOp, index: int, sent: dict[int, Value]) -> None:
    gradient = op.output.gradients.get(index)
    if gradient is None or all(slope is None for slope in op.locals):
        return
    contributions = tuple(
        None if slope is None else _sent(op, slot, gradient * slope, sent)
        for slot, slope in enumerate(op.locals)
    )
    op.contributions[index] = contributions
    for tensor, contribution in zip(op.inputs, contributions, strict=True):
        if tensor.element is None and contribution is not None:
            old = tensor.gradients.get(index)
            tensor.gradients[index] = contribution if old is None else old + contribution


def _sent(op: ScalarOp, slot: int, product: float, sent: dict[int, Value]) -> float:
    """Take what an elementwise op's own backward sent: where a mask holds, 0 times inf is 0."""
    if slot in sent and op.output.element is not None:
        node, place = op.output.element
        if np.shape(sent[slot]) == node.shape:
            return float(np.asarray(sent[slot])[place])
    return product
