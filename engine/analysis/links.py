"""What each op says of its gradient, element by element, from output elements to input elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.op import Cell, Factor, Op, Term, indices
from engine.trace import OpRecord

Index: TypeAlias = tuple[int, ...]

Place: TypeAlias = tuple[int, Index]
"""An element of an output or of an input: which of them, and where in it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One term: what an output element's gradient is multiplied with on its way to an input's.

    ``number`` is all of it, ``plain`` the part of it that no element was read for, and ``cells``
    the input elements that make up the rest; None where something else does. ``named`` are input
    elements that numbers in it were worked out from.
    """

    output: Place
    input: Place
    number: float
    plain: float
    cells: tuple[Place, ...] | None
    named: tuple[Place, ...]


def slots_with_gradient(op: type[Op], count: int) -> list[int]:
    """Give the slots that the op has a backward formula for, of so many that are given."""
    lines = op.formula.backward
    return [slot for slot in range(count) if lines[min(slot, len(lines) - 1)]]


def links_of(record: OpRecord) -> Iterator[Link]:
    """Walk over all terms of all elements of an op that has ``element``."""
    node = record.node
    if node.op.element is None:
        return
    for slot in slots_with_gradient(node.op, len(node.inputs)):
        for index in indices(node.inputs[slot].shape):
            for term in node.op.element(node.context, slot, index):
                yield _link(record, (slot, index), term)


def value_of(record: OpRecord, cell: Cell) -> float:
    """Read a cell that is no gradient."""
    tensors = record.node.inputs if cell.of == "input" else record.outputs
    return float(np.asarray(tensors[cell.slot].value)[cell.index])


def _link(record: OpRecord, input: Place, term: Term) -> Link:
    number = plain = 1.0
    output: Place = (0, ())
    cells: list[Place] | None = []
    named: list[Place] = []
    for part in term:
        if isinstance(part, Factor):
            number *= part.value
            plain *= part.value
            named += [(cell.slot, cell.index) for cell in part.cells if cell.of == "input"]
            if part.cells:
                cells = None
        elif part.of == "gradient":
            output = part.slot, part.index
        else:
            number *= value_of(record, part)
            if part.of == "output":
                cells = None
            else:
                named.append((part.slot, part.index))
                if cells is not None:
                    cells.append((part.slot, part.index))
    return Link(output, input, number, plain, None if cells is None else tuple(cells), tuple(named))


def refusal(op: type[Op]) -> str:
    """Say why an op tells nothing of its elements, after its name; empty where it does."""
    if not op.differentiable:
        return f". {op.reason}"
    if op.element is None:
        return (
            ": an element of its gradient is no sum of products of a few others, "
            "it depends on all of them at once."
        )
    return ""
