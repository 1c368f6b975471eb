"""The local derivatives of an elementwise op: what its backward gives for a gradient of ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arrays import Value
from engine.trace import OpRecord


def local_derivatives(record: OpRecord) -> dict[int, Value]:
    """Give the local derivative by each input of an elementwise op, in the output's shape."""
    node = record.node
    if not (node.op.elementwise and node.op.differentiable):
        return {}
    output = record.outputs[0]
    return {
        slot: slope if slope.shape == output.shape else np.broadcast_to(slope, output.shape)
        for slot, slope in sent_elementwise(record, _ones(output.shape)).items()
    }


def sent_elementwise(record: OpRecord, gradient: Value) -> dict[int, Value]:
    """Give what an elementwise op sends to each input, not yet summed over the input's copies."""
    node = record.node
    sent = node.op.backward(node.context, gradient)
    if type(sent) is not tuple:
        sent = (sent,)
    return {
        slot: value
        for slot, value in enumerate(sent)
        if value is not None and node.inputs[slot].differentiable
    }


def _ones(shape: tuple[int, ...]) -> Any:
    return np.ones(shape) if shape else np.float64(1)
