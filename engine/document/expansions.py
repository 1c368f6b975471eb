"""Opened ops as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from engine.analysis.scalar import Expansion, ScalarOp, ScalarTensor
from engine.document.digits import number_json
from engine.document.form import ExpansionForm, Num, ScalarOpForm, ScalarTensorForm
from engine.graph import TensorNode


def expansion_form(expansion: Expansion, ids: Mapping[TensorNode, str]) -> ExpansionForm:
    """Write an opened op; ``ids`` are those of the document's tensors."""
    op = expansion.record.id
    if expansion.refused:
        return {"op": op, "refused": expansion.refused, "tensors": [], "ops": []}
    names = {tensor: _id(tensor, op, ids) for tensor in expansion.tensors}
    return {
        "op": op,
        "tensors": [_tensor(tensor, name, ids) for tensor, name in names.items()],
        "ops": [_op(one, names) for one in expansion.ops],
    }


def _id(tensor: ScalarTensor, op: str, ids: Mapping[TensorNode, str]) -> str:
    if tensor.element is None:
        return f"{op}[{tensor.mark}]"
    node, index = tensor.element
    return f"{ids[node]}[{','.join(map(str, index))}]"


def _tensor(tensor: ScalarTensor, id: str, ids: Mapping[TensorNode, str]) -> ScalarTensorForm:
    form = ScalarTensorForm(id=id, label=tensor.label, value=number_json(tensor.value))
    if tensor.element is not None:
        node, index = tensor.element
        form["tensor"], form["index"] = ids[node], list(index)
    if tensor.gradients:
        form["gradients"] = {str(i): number_json(g) for i, g in tensor.gradients.items()}
    return form


def _op(op: ScalarOp, names: Mapping[ScalarTensor, str]) -> ScalarOpForm:
    output = names[op.output]
    form = ScalarOpForm(
        id=f"{output}:{op.op}",
        op=op.op,
        symbol=op.symbol,
        inputs=[names[tensor] for tensor in op.inputs],
        output=output,
        locals=_numbers(op.locals),
    )
    if op.contributions:
        form["contributions"] = {str(i): _numbers(sent) for i, sent in op.contributions.items()}
    return form


def _numbers(numbers: tuple[float | None, ...]) -> list[Num | None]:
    return [None if number is None else number_json(number) for number in numbers]
