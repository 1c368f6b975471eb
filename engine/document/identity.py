"""What the tensors of a trace are called outside of the engine."""

from __future__ import annotations

from collections.abc import Iterator

from engine.graph import TensorNode
from engine.trace import OpRecord, TensorRecord, Trace


def tensor_ids(trace: Trace) -> dict[TensorNode, str]:
    """Give every tensor its id, in the order of the program."""
    return dict(_named(trace))


def _named(trace: Trace) -> Iterator[tuple[TensorNode, str]]:
    """Walk over the tensors; one without a name goes by the op that made it."""
    for event in trace.history():
        if isinstance(event, TensorRecord):
            yield event.node, event.id
        elif isinstance(event, OpRecord):
            for number, node in enumerate(event.outputs):
                suffix = "out" if len(event.outputs) == 1 else f"out{number + 1}"
                yield node, trace.tensors[node].id or f"{event.id}.{suffix}"
