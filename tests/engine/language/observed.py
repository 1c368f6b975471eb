"""What a test wants to know of a run."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.language import Run, run
from engine.trace import OpRecord, PassRecord, TensorRecord, UpdateRecord


def ran(source: str, **options: Any) -> Run:
    """Run a program to its end; a fault of the engine itself is not hidden."""
    result = run(source, strict=True, **options)
    assert result.complete, result.diagnostics
    return result


def ops(result: Run) -> list[str]:
    """List the names of the ops in the order in which they ran."""
    return [event.node.op.name for event in result.trace.events if isinstance(event, OpRecord)]


def op_ids(result: Run) -> list[str]:
    return [event.id for event in result.trace.events if isinstance(event, OpRecord)]


def leaves(result: Run) -> dict[str, str]:
    """Give the role of every leaf by its id."""
    return {e.id: e.role for e in result.trace.events if isinstance(e, TensorRecord)}


def value(result: Run, id: str) -> Any:
    """Give the value of the tensor with this id as nested lists."""
    return np.asarray(_node(result, id).value).tolist()


def gradient(result: Run, id: str, *, index: int = -1) -> Any:
    """Give the gradient of a tensor in one of the passes, or None where there is none."""
    passes = [event for event in result.trace.events if isinstance(event, PassRecord)]
    found = passes[index].contributions.gradients.get(_node(result, id))
    return None if found is None else np.asarray(found).tolist()


def passes(result: Run) -> int:
    return sum(isinstance(event, PassRecord) for event in result.trace.events)


def updates(result: Run) -> list[tuple[str, str]]:
    """List the updates as pairs of ids, the old version and the new one."""
    ids = {node: record.id for node, record in result.trace.tensors.items()}
    return [(ids[e.old], ids[e.new]) for e in result.trace.events if isinstance(e, UpdateRecord)]


def output(result: Run) -> Any:
    """Give the value of the document's output as nested lists."""
    return np.asarray(result.outputs[-1].value).tolist()


def codes(result: Run) -> list[str]:
    return [diagnostic.code for diagnostic in result.diagnostics]


def _node(result: Run, id: str) -> Any:
    return next(node for node, record in result.trace.tensors.items() if record.id == id)
