"""Where the first NaN or infinity came from, in the forward and in each backward pass.

A value that is not finite is no error. What helps is the op that made it out of finite numbers.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Value, all_finite
from engine.errors import Diagnostic
from engine.graph import TensorNode
from engine.trace import OpRecord, PassRecord, Trace, UpdateRecord


@np.errstate(all="ignore")  # what is looked for is known to be there
def first_nonfinite(trace: Trace) -> list[Diagnostic]:
    """Give a warning for the op that made the first NaN or infinity of each kind of pass."""
    passes = [event for event in trace.events if isinstance(event, PassRecord)]
    found = _forward(trace) or [fault for event in passes for fault in _backward(trace, event)]
    return found or _updates(trace)


def _forward(trace: Trace) -> list[Diagnostic]:
    for record in trace.ops.values():
        made = [(kind, out.value) for out in record.outputs if (kind := _kind(out.value))]
        if made and not any(_kind(tensor.value) for tensor in record.node.inputs):
            kind, value = made[0]
            return [
                Diagnostic(
                    kind.lower(),
                    "warning",
                    f"{record.node.op.name} makes the first {kind} here, "
                    f"from {_operands(trace, record, value)}",
                    hint="Everything computed from it follows. Look at the values that go in.",
                    span=record.span,
                )
            ]
    return []


def _backward(trace: Trace, event: PassRecord) -> list[Diagnostic]:
    gradients = event.contributions.gradients
    for node, _, value in event.contributions.contributions:
        kind = _kind(value)
        record = trace.ops.get(node)
        if not kind or record is None:
            continue
        arrived = (gradients[out] for out in record.outputs if out in gradients)
        if not any(map(_kind, arrived)):
            return [
                Diagnostic(
                    f"{kind.lower()}-gradient",
                    "warning",
                    f"the backward pass makes its first {kind} in {record.node.op.name}, "
                    f"from {_operands(trace, record, value)}",
                    hint="The local derivative is not finite at these values.",
                    span=record.span,
                )
            ]
    return []


def _updates(trace: Trace) -> list[Diagnostic]:
    for event in trace.events:
        if not isinstance(event, UpdateRecord) or _kind(event.old.value):
            continue
        kind = _kind(event.new.value)
        if kind:
            return [
                Diagnostic(
                    kind.lower(),
                    "warning",
                    f"the update of {trace.describe(event.old)} makes the first {kind} here",
                    hint="The step is too large: a smaller learning rate may help.",
                    span=trace.tensors[event.new].span,
                )
            ]
    return []


def _kind(value: Value) -> str:
    """Name what is not finite in a value; empty if all of it is."""
    if all_finite(value):
        return ""
    return "NaN" if np.isnan(value).any() else "infinity"


def _operands(trace: Trace, record: OpRecord, made: Value) -> str:
    """Say what went in; of an elementwise op, the elements that the fault was made of."""
    place = None
    if record.node.op.elementwise:
        missing = np.isnan(made)
        faulty = missing if missing.any() else ~np.isfinite(made)
        place = tuple(np.argwhere(faulty)[0].tolist())
    return " and ".join(_spoken(trace, node, place) for node in record.node.inputs) or "nothing"


def _spoken(trace: Trace, node: TensorNode, place: tuple[int, ...] | None) -> str:
    name = trace.describe(node).removesuffix("scalar").rstrip()
    value = np.asarray(node.value)
    if place is not None and 0 < value.ndim <= len(place):
        near = place[len(place) - value.ndim :]
        place = tuple(0 if side == 1 else i for i, side in zip(near, value.shape, strict=True))
        name = f"{name.partition(' (')[0]}{list(place)}"
    elif value.ndim:
        return name
    else:
        place = ()
    return f"{name} = {value[place]:.4g}" if name else f"{value[place]:.4g}"
