"""Ops that are no sums of products: at each output element, the op on all that it depends on."""

from __future__ import annotations

from collections.abc import Sequence

from engine.analysis.links import Link, Place, slots_with_gradient
from engine.analysis.scalar.drawing import Drawing
from engine.op import indices
from engine.trace import OpRecord


def draw_whole(drawing: Drawing, record: OpRecord, links: Sequence[Link]) -> None:
    """Draw the op at each output element, with its local derivatives."""
    slopes: dict[Place, dict[Place, float]] = {}
    seen: set[tuple[Place, int]] = set()
    for link in links:
        found = slopes.setdefault(link.output, {})
        found[link.input] = found.get(link.input, 0.0) + link.number
        for cells in link.read:
            # Elements of one group often name the very same cells.
            if (link.output, id(cells)) not in seen:
                seen.add((link.output, id(cells)))
                for cell in cells:
                    if cell.of == "input":
                        found.setdefault((cell.slot, cell.index), 0.0)
    for output in sorted(slopes):
        _draw_at(drawing, record, output, slopes[output])


def _draw_at(drawing: Drawing, record: OpRecord, output: Place, slopes: dict[Place, float]) -> None:
    """Draw the op at one output element, from these input elements."""
    node = record.node
    places = sorted(slopes)
    carrying = slots_with_gradient(node.op, len(node.inputs))
    drawing.run(
        node.op.name,
        node.op.drawn(node.context.constants),
        [drawing.element(node.inputs[slot], index) for slot, index in places],
        drawing.element(record.outputs[output[0]], output[1]),
        [slopes[place] if place[0] in carrying else None for place in places],
    )


def draw_flat(drawing: Drawing, record: OpRecord) -> None:
    """Draw outputs that carry no gradient: they depend on what their neighbours depend on."""
    op = record.node.op
    made = {one.output.element: one for one in drawing.ops}
    for slot, flat in enumerate(record.outputs if op.flat else ()):
        if op.outputs[slot] not in op.flat:
            continue
        for index in indices(flat.shape):
            beside = next((made[o, index] for o in record.outputs if (o, index) in made), None)
            if beside is not None:
                nothing = [None] * len(beside.inputs)
                output = drawing.element(flat, index)
                drawing.run(beside.op, beside.symbol, beside.inputs, output, nothing)
