"""What backward costs, what it never builds, and what forward keeps for it at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.analysis.links import slots_with_gradient
from engine.arrays import size_of
from engine.graph import OpNode
from engine.trace import OpRecord, PassRecord, Trace


def jacobian_sizes(record: OpRecord) -> list[int | None]:
    """Count, by slot, the elements of the Jacobian that backward does without.

    It would have one for each output and each input element; None where no gradient goes.
    """
    node = record.node
    carrying = set(slots_with_gradient(node.op, len(node.inputs)))
    return [
        record.plan.elements * size_of(tensor.shape)
        if slot in carrying and tensor.differentiable
        else None
        for slot, tensor in enumerate(node.inputs)
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


def peak_saved(trace: Trace) -> int:
    """Give the bytes that are kept for backward where they are most.

    An op keeps what it saves until the last pass that fires it; an op that no pass fires keeps it
    to the end, and one without a gradient saves nothing. What two ops save counts once, and so does
    the buffer behind several views.
    """
    last = _last_passes(trace)
    holders: Counter[int] = Counter()
    sizes: dict[int, int] = {}
    roots: dict[OpNode, list[Any]] = {}
    held = most = passed = 0
    for event in trace.events:
        if isinstance(event, OpRecord):
            roots[event.node] = list(_saved(event.node))
            for root in roots[event.node]:
                if not holders[id(root)]:
                    sizes[id(root)] = root.nbytes
                    held += root.nbytes
                holders[id(root)] += 1
            most = max(most, held)
        elif isinstance(event, PassRecord):
            passed += 1
            for node in event.contributions.order:
                for root in roots.pop(node, ()) if last[node] == passed else ():
                    holders[id(root)] -= 1
                    held -= 0 if holders[id(root)] else sizes[id(root)]
    return most


def _last_passes(trace: Trace) -> dict[OpNode, int]:
    passes = (event for event in trace.events if isinstance(event, PassRecord))
    return {
        node: number
        for number, event in enumerate(passes, start=1)
        for node in event.contributions.order
    }


def _saved(node: OpNode) -> Iterator[Any]:
    """Walk over the buffers that an op keeps, each once; all of them outlive the walk."""
    if any(tensor.differentiable for tensor in node.inputs) and node.op.differentiable:
        roots = {id(root): root for root in map(_root, (value for _, value in node.op.saved(node)))}
        yield from roots.values()


def _root(value: Any) -> Any:
    """Give the array that owns the memory of another."""
    while isinstance(value, np.ndarray) and isinstance(value.base, np.ndarray):
        value = value.base
    return value
