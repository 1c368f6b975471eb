"""Opens ops into ops on numbers, as far as there is room."""

from __future__ import annotations

from collections.abc import Collection

from engine.analysis.links import Link, links_of, refusal
from engine.analysis.scalar.drawing import Drawing
from engine.analysis.scalar.elementwise import draw_elementwise
from engine.analysis.scalar.graph import Element, Expansion, ScalarTensor
from engine.analysis.scalar.passes import Pass, agrees, send_back
from engine.analysis.scalar.products import sums_of
from engine.analysis.scalar.room import MANY_PASSES, ClosedError, Room
from engine.analysis.scalar.sums import draw_sums
from engine.analysis.scalar.whole import draw_flat, draw_whole
from engine.arrays import size_of
from engine.op import Rearrangement, indices
from engine.trace import OpRecord, PassRecord, Trace


def expand(trace: Trace, wanted: Collection[str] | None, room: Room) -> list[Expansion]:
    """Open the ops of these ids, or all of them, in the order in which they ran.

    What there is no room for, or what cannot open, says so.
    """
    events = (event for event in trace.events if isinstance(event, PassRecord))
    passes = [Pass(number, event.contributions) for number, event in enumerate(events, start=1)]
    opener = _Opener(trace, passes, room)
    return [
        opener.open(record)
        for record in trace.ops.values()
        if wanted is None or record.id in wanted
    ]


NOT_AT_THESE_VALUES = (
    "at these values, where something is not finite or an edge is hit exactly, "
    "its gradient cannot be told number by number. Change its inputs a little."
)


class _Opener:
    """Opens op after op, and keeps count of the room that is left."""

    def __init__(self, trace: Trace, passes: list[Pass], room: Room) -> None:
        self.trace = trace
        self.passes = passes
        self.room = room
        self.drawn: set[Element] = set()

    def open(self, record: OpRecord) -> Expansion:
        op = record.node.op
        reason = "" if op.elementwise else refusal(op)
        if reason:
            return Expansion(record, refused=f"{op.name} stays whole{reason}")
        try:
            return self._opened(record)
        except ClosedError as full:
            return Expansion(record, refused=f"{op.name} stays whole: {full}")

    def _opened(self, record: OpRecord) -> Expansion:
        """Draw an op; what it takes is charged when it is done. Raises ClosedError."""
        self.room.foresee(nodes=2 * record.plan.elements)
        if not record.node.op.elementwise:
            self.room.look(_visits(record))
        tensors = {*record.node.inputs, *record.outputs}
        passes = [one for one in self.passes if not one.gradients.keys().isdisjoint(tensors)]
        weight = 1 + len(passes) // MANY_PASSES
        drawing = Drawing(self.trace, self.room.part(weight), self.drawn)
        _draw(drawing, record)
        send_back(drawing, record, passes)
        if not all(agrees(drawing, record, one) for one in passes):
            raise ClosedError(NOT_AT_THESE_VALUES)
        self.drawn |= drawing.elements.keys()
        self.room.close(drawing.room, weight)
        return Expansion(record, _in_order(drawing, record), drawing.ops)


def _visits(record: OpRecord) -> int:
    """Foresee how much an op looks at to say which elements meet: each input looks on its own."""
    if issubclass(record.node.op, Rearrangement):
        return record.plan.elements
    given = sum(size_of(node.shape) for node in record.node.inputs)
    return given * max(record.plan.elements, record.plan.flops // 16)


def _draw(drawing: Drawing, record: OpRecord) -> None:
    if record.node.op.elementwise:
        draw_elementwise(drawing, record)
        return
    links = _links(drawing, record)
    sums = sums_of(record, links)
    if sums is None:
        draw_whole(drawing, record, links)
    else:
        draw_sums(drawing, record, sums)
    draw_flat(drawing, record)
    for output in record.outputs:
        for index in indices(output.shape):
            drawing.element(output, index)


def _links(drawing: Drawing, record: OpRecord) -> list[Link]:
    """Collect what the op says of its gradient. Raises ClosedError for too much, or for nothing."""
    links = []
    try:
        for link in links_of(record):
            links.append(link)
            # Terms may meet in one edge, but never many of them.
            drawing.room.foresee(edges=len(links) // 8)
    except (ArithmeticError, ValueError) as error:  # an element rule in plain Python, on inf or NaN
        raise ClosedError(NOT_AT_THESE_VALUES) from error
    return links


def _in_order(drawing: Drawing, record: OpRecord) -> list[ScalarTensor]:
    """Give the elements tensor by tensor, inputs first, then what stands between."""
    tensors = dict.fromkeys([*record.node.inputs, *record.outputs])
    order = {node: number for number, node in enumerate(tensors)}
    places = sorted(drawing.elements, key=lambda element: (order[element[0]], element[1]))
    return [*(drawing.elements[place] for place in places), *drawing.between]
