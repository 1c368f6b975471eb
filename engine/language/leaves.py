"""The leaves of a run: numbers of the program that have become tensors, version after version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.arrays import Value, as_value
from engine.errors import Span
from engine.graph import TensorNode, constant, tensor_node
from engine.language.budget import Meter
from engine.language.overrides import replacement
from engine.language.values import Given
from engine.trace import Role, Trace


class Leaves:
    """Writes leaves down in the trace, and knows the cell of every version of each.

    ``inputs`` are the numbers that stand in for those of the program, by the ids of the leaves;
    ``overridden`` are the ids of those that were met.
    """

    def __init__(self, trace: Trace, meter: Meter) -> None:
        self.inputs: Mapping[str, Any] = {}
        self.overridden: set[str] = set()
        self._trace = trace
        self._meter = meter
        self._cells: dict[TensorNode, Given] = {}

    def cell(self, node: TensorNode) -> Given | None:
        """Give the cell that a leaf is or was a version of."""
        return self._cells.get(node)

    def node(self, cell: Given) -> TensorNode:
        """Give the present version of a cell. Raises EngineError where it cannot become a leaf."""
        return self._leaf(cell) if cell.node is None else cell.node

    def constant(self, data: Any, span: Span, label: str = "") -> TensorNode:
        """Write numbers down that never get a gradient. Raises EngineError."""
        node = constant(self._override(label, None, as_value(data), span))
        self._meter.count("leaves")
        self._meter.check("rank", node.ndim)
        self._trace.leaf(node, "constant", label=label, span=span)
        return node

    def numbers(self, cell: Given) -> Value:
        """Look at the numbers of a cell that is no leaf yet, as they would be then."""
        label, module = _called(cell) if self.inputs else ("", None)
        id = self._trace.next_id(label, module)
        if label and id in self.inputs:
            return replacement(self.inputs[id], id, as_value(cell.data), cell.span)
        return cell.data

    def change(self, cell: Given, value: Value, span: Span) -> None:
        """Change a cell in place. If it is a leaf already, a new version takes its place there.

        Raises BudgetError.
        """
        self._meter.count("updates")
        old = cell.node
        cell.data = value
        if old is None:
            return
        self._meter.count("leaves")
        self._trace.span = span
        new = tensor_node(value, differentiable=old.differentiable)
        self._seat(cell, new)
        self._trace.updated(old, new)

    def _leaf(self, cell: Given) -> TensorNode:
        label, module = _called(cell)
        value = self._override(label, module, as_value(cell.data), cell.span)
        self._meter.count("leaves")
        self._meter.check("rank", value.ndim)
        role: Role = "constant" if value.dtype == bool else cell.role
        node = tensor_node(value, differentiable=cell.differentiable and role != "constant")
        self._seat(cell, node)
        self._trace.leaf(
            node,
            role,
            label=label,
            note=cell.note,
            range=cell.range,
            span=cell.span,
            module=module,
            given=cell.moment,
        )
        return node

    def _seat(self, cell: Given, node: TensorNode) -> None:
        """Make a node the present version of a cell."""
        cell.node = node
        self._cells[node] = cell
        for parameters, name in cell.seats:
            parameters[name] = node

    def _override(self, label: str, module: str | None, value: Value, span: Span) -> Value:
        """Give what stands in for the numbers of the leaf that is about to be written down."""
        if not self.inputs:
            return value
        id = self._trace.next_id(label, module)
        if id not in self.inputs:
            return value
        self.overridden.add(id)
        return replacement(self.inputs[id], id, value, span)


def _called(cell: Given) -> tuple[str, str | None]:
    """Give the label of a leaf and the group that it belongs to; None is the present one."""
    if cell.owner is not None:
        return cell.owner.called(cell)
    return cell.label, cell.module if cell.label else None
