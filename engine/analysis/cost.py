"""What backward costs, what it never builds, and what forward keeps for it at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from engine.analysis.links import carries_gradient
from engine.arrays import Value, size_of
from engine.graph import OpNode
from engine.trace import OpRecord, PassRecord, Trace

Saved: TypeAlias = Sequence[tuple[str, Value]]
"""What an op holds for backward, by name."""


def jacobian_sizes(record: OpRecord) -> list[int | None]:
    """Count, by slot, the elements of the Jacobian that backward does without.

    It would have one for each output and each input element; None where no gradient goes.
    """
    op, elements = record.node.op, record.plan.elements
    return [
        elements * tensor.value.size
        if tensor.differentiable and carries_gradient(op, slot)
        else None
        for slot, tensor in enumerate(record.node.inputs)
    ]


def backward_flops(record: OpRecord) -> int | None:
    """Count the operations of one backward; None where the plan does not tell.

    It tells of products of two inputs: on the way back to one of them each is made again, out of a
    gradient and the other, and those that meet in one element are added. A third input is a bias.
    """
    node, plan = record.node, record.plan
    if not node.op.flops_per_product:
        return None
    added = plan.elements if len(node.inputs) > 2 else 0
    products = (plan.flops - added) // node.op.flops_per_product
    wanted = (slot for slot, size in enumerate(jacobian_sizes(record)) if size is not None)
    return sum(
        max(0, (2 * products if slot < 2 else plan.elements) - size_of(node.inputs[slot].shape))
        for slot in wanted
    )


def peak_saved(trace: Trace, saved: Mapping[OpNode, Saved]) -> int:
    """Give the bytes that are kept for backward where they are most, from what each op saves.

    An op keeps what it saves until the last pass that fires it; an op that no pass fires keeps it
    to the end, and one without a gradient saves nothing. What two ops save counts once, and so does
    the buffer behind several views.
    """
    last = _last_passes(trace)
    holders: dict[int, int] = {}
    roots: dict[OpNode, list[Any]] = {}
    held = most = passed = 0
    for event in trace.events:
        if isinstance(event, OpRecord):
            roots[event.node] = _roots(event.node, saved[event.node])
            for root in roots[event.node]:
                others = holders.get(id(root), 0)
                holders[id(root)] = others + 1
                if not others:
                    held += root.nbytes
            most = max(most, held)
        elif isinstance(event, PassRecord):
            passed += 1
            for node in event.order:
                for root in roots.pop(node, ()) if last[node] == passed else ():
                    holders[id(root)] -= 1
                    if not holders[id(root)]:
                        held -= root.nbytes
    return most


def _last_passes(trace: Trace) -> dict[OpNode, int]:
    passes = (event for event in trace.events if isinstance(event, PassRecord))
    return {node: number for number, event in enumerate(passes, start=1) for node in event.order}


def _roots(node: OpNode, saved: Saved) -> list[Any]:
    """List the buffers that an op keeps, each once; all of them outlive the walk."""
    if not node.op.differentiable or not any(tensor.differentiable for tensor in node.inputs):
        return []
    roots = [_root(value) for _, value in saved]
    return roots if len(roots) < 2 else list({id(root): root for root in roots}.values())


def _root(value: Any) -> Any:
    """Give the array that owns the memory of another."""
    while isinstance(value, np.ndarray) and isinstance(value.base, np.ndarray):
        value = value.base
    return value
