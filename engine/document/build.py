"""From a trace to its document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Literal, TypeVar

import numpy as np

from engine.analysis.cost import Saved, backward_flops, jacobian_sizes, peak_saved
from engine.analysis.local_derivatives import local_derivatives
from engine.analysis.memory import Memory
from engine.analysis.scalar import Room, expand
from engine.arrays import FLOAT64
from engine.document.expansions import expansion_form
from engine.document.form import (
    VERSION,
    Cost,
    DiagnosticForm,
    EdgeForm,
    ExpansionForm,
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
from engine.document.numbers import Numbers
from engine.document.settings import setting_json, shortened
from engine.document.structure import Structure
from engine.document.writing import Field
from engine.errors import Diagnostic, Span
from engine.graph import OpNode, TensorNode
from engine.language import Progress
from engine.trace import OpRecord, PassRecord, TensorRecord, Trace, UpdateRecord

CHUNK = 1_000
"""So many forms, gradients among them, make a chunk."""

DETAILED_OPS = 2_000
"""Contributions and local derivatives travel for this many ops; then on demand."""


def fields(
    trace: Trace,
    *,
    engine: str,
    source: str,
    seed: int,
    drawn: bool,
    output: TensorNode | None,
    diagnostics: Sequence[Diagnostic],
    printed: Sequence[str],
    numbers: int,
    opened: Collection[str] | Literal["all"] = (),
    progress: Progress,
    room: Room,
) -> Iterator[tuple[str, Field]]:
    """Say what a trace holds, a field of its document after the other.

    ``drawn`` tells whether the seed decided anything; ``output`` is the tensor that the program is
    about, if any; after so many ``numbers`` arrays are told more briefly; ``opened`` are the ids of
    ops to open into scalar ops, as far as there is ``room``. ``progress`` counts what is written.
    """
    builder = _Builder(trace, output, Numbers(numbers), progress)
    yield from builder.fields(
        engine=engine,
        source=source,
        seed=seed,
        drawn=drawn,
        diagnostics=diagnostics,
        printed=printed,
    )
    if opened:
        yield "expansions", builder.expansions(None if opened == "all" else opened, room)


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

    def fields(
        self,
        *,
        engine: str,
        source: str,
        seed: int,
        drawn: bool,
        diagnostics: Sequence[Diagnostic],
        printed: Sequence[str],
    ) -> Iterator[tuple[str, Field]]:
        modules = [
            _sparse(ModuleForm(id=m.path, name=m.name, type=m.kind, parent=m.parent, call=m.call))
            for m in self.trace.modules.values()
        ]
        yield "version", VERSION
        yield "engine", engine
        yield "source", source
        yield "seed", seed
        yield "drawn", drawn
        yield "output", None if self.output is None else self.tensor_ids.get(self.output)
        yield "titles", {record.node.op.name: record.node.op.title for record in self.ops}
        yield "ordered", self._ordered()
        structure = Structure(modules)
        tensors = map(self._tensor, self.written(self.tensor_ids))
        yield "tensors", self._chunks(map(structure.with_tensor, tensors))
        ops = map(self._op, self.written(self.ops))
        yield "ops", self._chunks(map(structure.with_op, ops))
        yield "edges", self._chunks(chain.from_iterable(map(self._edges, self.written(self.ops))))
        yield "modules", modules
        yield "structure", structure.digest
        yield "passes", self._chunks(chain((self._forward_pass(),), self._backward_passes()))
        yield "steps", self._chunks(self._steps())
        yield "diagnostics", [diagnostic_form(one, self.tensor_ids) for one in diagnostics]
        yield "printed", list(printed)
        yield "cost", self._costs()

    def _chunks(self, forms: Iterator[Any]) -> Iterator[list[Any]]:
        """Hold forms back until the arrays of some hundreds are described together."""
        chunk: list[Any] = []
        size = 0
        for form in forms:
            chunk.append(form)
            size += 1 + len(form.get("gradients", ())) if type(form) is dict else 1
            if size >= CHUNK:
                self.numbers.finish()
                yield chunk
                chunk, size = [], 0
        self.numbers.finish()
        yield chunk

    def _costs(self) -> Cost:
        plans = [record.plan for record in self.ops]
        return {
            "ops": len(plans),
            "elements": sum(plan.elements for plan in plans),
            "flops": sum(plan.flops for plan in plans),
            "saved_bytes": sum(plan.saved_bytes for plan in plans),
            "peak_bytes": peak_saved(self.trace, self.saved),
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
            form["note"] = shortened(record.note)
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
            form["constants"] = {key: setting_json(value) for key, value in node.constants.items()}
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


@cache
def _name_of(dtype: np.dtype[Any]) -> str:
    return str(dtype)
