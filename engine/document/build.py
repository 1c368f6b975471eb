"""From a trace to its document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from types import EllipsisType
from typing import Any, Literal, TypeVar

import numpy as np

from engine.analysis.cost import Saved, backward_flops, jacobian_sizes, peak_saved
from engine.analysis.local_derivatives import local_derivatives
from engine.analysis.memory import Memory
from engine.analysis.scalar import Room, expand
from engine.arrays import FLOAT64
from engine.document.digits import number_json
from engine.document.expansions import expansion_form
from engine.document.form import (
    VERSION,
    DiagnosticForm,
    EdgeForm,
    ExpansionForm,
    GraphDocument,
    MemoryForm,
    ModuleForm,
    OpCost,
    OpForm,
    PassForm,
    SpanForm,
    StepForm,
    TensorForm,
)
from engine.document.identity import tensor_ids
from engine.document.numbers import Numbers, array_json
from engine.errors import Diagnostic, Span
from engine.graph import OpNode, TensorNode
from engine.language import Progress
from engine.trace import OpRecord, PassRecord, TensorRecord, Trace, UpdateRecord

TEXT = 1_000
"""Characters of a note or of a word that an op was given; the rest stands in the source."""

DETAILED_OPS = 2_000
"""Contributions and local derivatives travel for this many ops; then on demand."""


def build(
    trace: Trace,
    *,
    engine: str,
    source: str,
    seed: int,
    output: TensorNode | None,
    diagnostics: Sequence[Diagnostic],
    printed: Sequence[str],
    numbers: int,
    opened: Collection[str] | Literal["all"] = (),
    progress: Progress,
    room: Room,
) -> GraphDocument:
    """Say what a trace holds.

    ``output`` is the tensor that the program is about, if any; after so many ``numbers`` arrays are
    told more briefly; ``opened`` are the ids of ops to open into scalar ops, as far as there is
    ``room``. ``progress`` counts what is written.
    """
    builder = _Builder(trace, output, Numbers(numbers), progress)
    document = builder.document(engine, source, seed, diagnostics, printed)
    builder.numbers.finish()
    if opened:
        document["expansions"] = builder.expansions(None if opened == "all" else opened, room)
    return document


def diagnostic_form(diagnostic: Diagnostic, ids: Mapping[TensorNode, str]) -> DiagnosticForm:
    """Write down something that is told; ``ids`` are those of the program's tensors."""
    form = DiagnosticForm(
        code=diagnostic.code,
        severity=diagnostic.severity,
        message=diagnostic.message,
        hint=diagnostic.hint,
        fixes=[
            {"title": fix.title, "span": _span(fix.span), "text": fix.text}
            for fix in diagnostic.fixes
        ],
        operands=[id for node, id in ids.items() if node in diagnostic.operands],
    )
    return _spanned(_sparse(form), diagnostic.span)


class _Builder:
    """One walk over the events of a trace."""

    def __init__(
        self, trace: Trace, output: TensorNode | None, numbers: Numbers, progress: Progress
    ) -> None:
        self.trace = trace
        self.output = output
        self.written = progress.written
        self.history = trace.history()
        self.ops = [event for event in self.history if isinstance(event, OpRecord)]
        self.op_ids = {record.node: record.id for record in self.ops}
        self.makers = {tensor: record.id for record in self.ops for tensor in record.outputs}
        self.detailed = {record.node for record in self.ops[:DETAILED_OPS]}
        self.tensor_ids = tensor_ids(trace)
        updates = (event for event in self.history if isinstance(event, UpdateRecord))
        self.previous = {event.new: self.tensor_ids[event.old] for event in updates}
        self.saved: dict[OpNode, Saved] = {}
        self.memory = Memory()
        self.numbers = numbers
        progress.write(self._entries())

    def _entries(self) -> int:
        """Count what will be written: ops have edges too, and everything that happens is a step."""
        passed = [event.contributions for _, event in self._passes()]
        of_passes = sum(len(found.gradients) + len(found.contributions) for found in passed)
        return len(self.tensor_ids) + 2 * len(self.ops) + of_passes + len(self.history)

    def document(
        self,
        engine: str,
        source: str,
        seed: int,
        diagnostics: Sequence[Diagnostic],
        printed: Sequence[str],
    ) -> GraphDocument:
        tensors = [self._tensor(node) for node in self.written(self.tensor_ids)]
        ops = [self._op(record) for record in self.written(self.ops)]
        modules = [
            _sparse(ModuleForm(id=m.path, name=m.name, type=m.kind, parent=m.parent, call=m.call))
            for m in self.trace.modules.values()
        ]
        plans = [record.plan for record in self.ops]
        return {
            "version": VERSION,
            "engine": engine,
            "structure": _structure(tensors, ops, modules),
            "source": source,
            "seed": seed,
            "output": None if self.output is None else self.tensor_ids.get(self.output),
            "titles": {record.node.op.name: record.node.op.title for record in self.ops},
            "ordered": self._ordered(),
            "tensors": tensors,
            "ops": ops,
            "edges": [edge for record in self.written(self.ops) for edge in self._edges(record)],
            "modules": modules,
            "passes": [self._forward_pass(), *self._backward_passes()],
            "steps": list(self._steps()),
            "diagnostics": [
                diagnostic_form(diagnostic, self.tensor_ids) for diagnostic in diagnostics
            ],
            "printed": list(printed),
            "cost": {
                "ops": len(plans),
                "elements": sum(plan.elements for plan in plans),
                "flops": sum(plan.flops for plan in plans),
                "saved_bytes": sum(plan.saved_bytes for plan in plans),
                "peak_bytes": peak_saved(self.trace, self.saved),
            },
        }

    def _ordered(self) -> list[str]:
        """Name the ops of several inputs whose order matters."""
        several = (record.node.op for record in self.ops if len(record.node.inputs) > 1)
        return list(dict.fromkeys(op.name for op in several if not op.commutative))

    def expansions(self, wanted: Collection[str] | None, room: Room) -> list[ExpansionForm]:
        """Open the ops of these ids, or all."""
        return [expansion_form(one, self.tensor_ids) for one in expand(self.trace, wanted, room)]

    def _tensor(self, node: TensorNode) -> TensorForm:  # noqa: C901  one field after the other
        record, value = self.trace.tensors[node], node.value
        form: TensorForm = {"id": self.tensor_ids[node]}  # type: ignore[typeddict-item]
        source = self.makers.get(node)
        role = "output" if source and node is self.output else record.role
        if record.label:
            form["label"] = record.label
        if role != "intermediate":
            form["role"] = role
        form["shape"] = list(value.shape)
        if value.dtype != FLOAT64:
            form["dtype"] = _name_of(value.dtype)  # type: ignore[typeddict-item]
        form["value"] = self.numbers.array(value)
        if source:
            form["source"] = source
        if record.module:
            form["module"] = record.module
        if node in self.previous:
            form["previous"] = self.previous[node]
        if not node.differentiable:
            form["differentiable"] = False
        if record.note:
            form["note"] = _shortened(record.note)
        if record.range is not None:
            form["range"] = [float(end) for end in record.range]
        if form["shape"]:
            form["memory"] = self._memory(value)
        return _spanned(form, record.span)

    def _memory(self, value: np.ndarray[Any, Any]) -> MemoryForm:
        placement = self.memory.place(value)
        form: MemoryForm = {"buffer": placement.buffer}  # type: ignore[typeddict-item]
        if placement.offset:
            form["offset"] = placement.offset
        form["strides"] = list(placement.strides)
        if not placement.contiguous:
            form["contiguous"] = False
        return form

    def _op(self, record: OpRecord) -> OpForm:
        node, ids = record.node, self.tensor_ids
        form: OpForm = {
            "id": record.id,
            "op": node.op.name,
            "symbol": node.op.drawn(node.constants),
            "inputs": [ids[tensor] for tensor in node.inputs],
            "outputs": [ids[tensor] for tensor in record.outputs],
        }
        if node.constants:
            form["constants"] = {key: _plain(value) for key, value in node.constants.items()}
        saved = self.saved[node] = list(node.op.saved(node))
        if saved:
            form["saved"] = [
                {"name": name, "shape": list(value.shape), "bytes": value.nbytes}
                for name, value in saved
            ]
        if record.module:
            form["module"] = record.module
        form["cost"] = _cost(record)
        return _spanned(form, record.span)

    def _edges(self, record: OpRecord) -> Iterator[EdgeForm]:
        locals_ = local_derivatives(record) if record.node in self.detailed else {}
        for slot, tensor in enumerate(record.node.inputs):
            edge: EdgeForm = {
                "op": record.id,
                "slot": slot,
                "tensor": self.tensor_ids[tensor],
                "direction": "in",
            }
            if slot in locals_:
                edge["local"] = self.numbers.array(locals_[slot])
            yield edge
        for slot, tensor in enumerate(record.outputs):
            yield {
                "op": record.id,
                "slot": slot,
                "tensor": self.tensor_ids[tensor],
                "direction": "out",
            }

    def _forward_pass(self) -> PassForm:
        return {"index": 0, "mode": "forward", "order": [record.id for record in self.ops]}

    def _backward_passes(self) -> Iterator[PassForm]:
        for index, event in self._passes():
            contributions = event.contributions
            gradients = {
                node: self.numbers.array(g)
                for node, g in self.written(contributions.gradients.items())
            }
            # The gradient of a tensor with one user is the very array that this one sent.
            written = {id(g): gradients[node] for node, g in contributions.gradients.items()}
            yield {
                "index": index,
                "mode": "reverse",
                "output": self.tensor_ids[contributions.output],
                "order": [self.op_ids[node] for node in event.order],
                "gradients": {
                    self.tensor_ids[node]: gradient for node, gradient in gradients.items()
                },
                "contributions": {
                    f"{self.op_ids[node]}:{slot}": written.get(id(value))
                    or self.numbers.array(value)
                    for node, slot, value in self.written(contributions.contributions)
                    if node in self.detailed
                },
            }

    def _passes(self) -> Iterator[tuple[int, PassRecord]]:
        return enumerate((e for e in self.history if isinstance(e, PassRecord)), start=1)

    def _steps(self) -> Iterator[StepForm]:
        """Write the events as rows [pass, kind, op, tensor, slot]."""
        index = 0
        for event in self.written(self.history):
            match event:
                case TensorRecord(version=0):
                    yield [0, "leaf", None, self.tensor_ids[event.node], None]
                case OpRecord():
                    yield [0, "forward", event.id, None, None]
                case UpdateRecord():
                    yield [index, "update", None, self.tensor_ids[event.new], None]
                case PassRecord():
                    index += 1
                    yield from self._backward_steps(index, event)

    def _backward_steps(self, index: int, event: PassRecord) -> Iterator[StepForm]:
        contributions = event.contributions
        yield [index, "seed", None, self.tensor_ids[contributions.output], None]
        sent: dict[OpNode, list[tuple[int, TensorNode]]] = {}
        for node, slot, _ in contributions.contributions:
            sent.setdefault(node, []).append((slot, node.inputs[slot]))
        for node in event.order:
            op = self.op_ids[node]
            yield [index, "backward", op, None, None]
            for slot, tensor in sent.get(node, ()):
                yield [index, "contribution", op, self.tensor_ids[tensor], slot]


def _cost(record: OpRecord) -> OpCost:
    cost: OpCost = {
        "flops": record.plan.flops,
        "bytes": sum([out.value.nbytes for out in record.outputs]),
    }
    backward, jacobian = backward_flops(record), jacobian_sizes(record)
    if backward is not None:
        cost["backward"] = backward
    if jacobian.count(None) < len(jacobian):
        cost["jacobian"] = jacobian
    return cost


DEFAULTS: Mapping[str, Any] = {
    "label": "",
    "module": "",
    "parent": "",
    "hint": "",
    "call": 1,
    "operands": [],
    "fixes": [],
}


Form = TypeVar("Form", bound=Mapping[str, Any])


def _sparse(form: Form) -> Form:
    """Leave out the fields that are at their default."""
    return {  # type: ignore[return-value]  # every field of these forms may be absent
        key: value for key, value in form.items() if DEFAULTS.get(key, ...) != value
    }


def _spanned(form: Form, span: Span | None) -> Form:
    if span is not None:
        form["span"] = _span(span)  # type: ignore[index]  # so it is called in all of them
    return form


def _span(span: Span) -> SpanForm:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _plain(value: Any) -> Any:
    """Give an op's keyword argument as JSON: a slice and ``...`` as they are written."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return _shortened(value)
        case float():
            return number_json(float(value))
        case tuple() | list():
            return [_plain(part) for part in value]
        case slice():
            ends = ("" if end is None else str(end) for end in (value.start, value.stop))
            step = "" if value.step is None else f":{value.step}"
            return ":".join(ends) + step
        case EllipsisType():
            return "..."
        case np.ndarray() | np.generic():
            return array_json(value)
    return str(value)


@cache
def _name_of(dtype: np.dtype[Any]) -> str:
    return str(dtype)


def _shortened(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[:TEXT]}…"


def _structure(tensors: list[TensorForm], ops: list[OpForm], modules: list[ModuleForm]) -> str:
    """Digest what decides a layout: two documents with equal digests can share one."""
    shape = [
        [[t["id"], t["shape"], t.get("module", ""), t.get("role", "")] for t in tensors],
        [[o["id"], o["symbol"], o["inputs"], o["outputs"], o.get("module", "")] for o in ops],
        modules,
    ]
    text = json.dumps(shape, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
