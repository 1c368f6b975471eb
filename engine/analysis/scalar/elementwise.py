"""Elementwise ops: one op of the same name for each output element."""

from __future__ import annotations

from engine.analysis.local_derivatives import local_derivatives
from engine.analysis.scalar.drawing import Drawing
from engine.op import indices, source_of
from engine.trace import OpRecord


def draw_elementwise(drawing: Drawing, record: OpRecord) -> None:
    """Draw the op at each output element, from the elements that are broadcast to it."""
    node, output = record.node, record.outputs[0]
    slopes = local_derivatives(record)
    symbol = node.op.drawn(node.context.constants)
    for place in indices(output.shape):
        inputs = [drawing.element(x, source_of(place, x.shape)) for x in node.inputs]
        local = [float(slopes[i][place]) if i in slopes else None for i in range(len(inputs))]
        drawing.run(node.op.name, symbol, inputs, drawing.element(output, place), local)
