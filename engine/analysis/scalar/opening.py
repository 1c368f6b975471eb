"""Opens ops into ops on numbers, within a budget of nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.analysis.local_derivatives import local_derivatives
from engine.analysis.scalar.drawing import Drawing, RoomError
from engine.analysis.scalar.graph import Element, Expansion
from engine.analysis.scalar.passes import Pass, send_back
from engine.arrays import size_of
from engine.op import indices, source_of
from engine.trace import OpRecord, PassRecord, Trace

NODES = 2_000
"""Scalar tensors and scalar ops that one document may hold."""


def expand(trace: Trace, wanted: Collection[str] | None, nodes: int = NODES) -> list[Expansion]:
    """Open the ops of these ids, or all of them, in the order in which they ran.

    What the budget has no room for, or what cannot open, says so.
    """
    return list(_expanded(trace, wanted, nodes))


def _expanded(trace: Trace, wanted: Collection[str] | None, room: int) -> Iterator[Expansion]:
    events = (event for event in trace.events if isinstance(event, PassRecord))
    passes = [Pass(number, event.contributions) for number, event in enumerate(events, start=1)]
    drawn: set[Element] = set()
    for record in trace.ops.values():
        if wanted is not None and record.id not in wanted:
            continue
        refused = _refusal(record, room)
        if refused:
            yield Expansion(record, refused=refused)
            continue
        drawing = Drawing(trace, room, drawn)
        try:
            _draw(drawing, record)
        except RoomError:
            yield Expansion(record, refused=_too_large(record, "more than", room))
            continue
        send_back(drawing, record, passes)
        drawn |= drawing.elements.keys()
        room = drawing.room
        yield Expansion(record, [*drawing.elements.values(), *drawing.between], drawing.ops)


def _refusal(record: OpRecord, room: int) -> str:
    """Say why an op cannot open, as far as its plan tells; empty where it may."""
    op = record.node.op
    if not op.elementwise:
        return f"{op.name} does not open yet."
    tensors = {*record.node.inputs, *record.outputs}
    least = sum(size_of(node.shape) for node in tensors) + record.plan.elements
    return _too_large(record, f"at least {least:,}", room) if least > room else ""


def _too_large(record: OpRecord, count: str, room: int) -> str:
    return (
        f"{record.node.op.name} would open into {count} scalar nodes, and there is room for "
        f"{room:,} more. Open it alone, or make its tensors smaller."
    )


def _draw(drawing: Drawing, record: OpRecord) -> None:
    """Draw one op of the same name for each output element."""
    node, output = record.node, record.outputs[0]
    slopes = local_derivatives(record)
    symbol = node.op.drawn(node.context.constants)
    for place in indices(output.shape):
        inputs = [drawing.element(x, source_of(place, x.shape)) for x in node.inputs]
        local = [float(slopes[i][place]) if i in slopes else None for i in range(len(inputs))]
        drawing.run(node.op.name, symbol, inputs, drawing.element(output, place), local)
