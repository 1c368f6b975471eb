"""What each op says of its gradient, element by element, from output elements to input elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.op import Cell, Factor, Op, Rearrangement, Term, indices
from engine.trace import OpRecord

Index: TypeAlias = tuple[int, ...]

Place: TypeAlias = tuple[int, Index]
"""An element of an output or of an input: which of them, and where in it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One term: what an output element's gradient is multiplied with on its way to an input's.

    ``number`` is all of it, ``plain`` the part of it that no element was read for, and ``cells``
    the input elements that make up the rest; None where something else does. ``read`` are the
    cells that numbers in it were worked out from.
    """

    output: Place
    input: Place
    number: float
    plain: float
    cells: tuple[Place, ...] | None
    read: tuple[Sequence[Cell], ...]


def carries_gradient(op: type[Op], slot: int) -> bool:
    """Tell whether the op has a backward formula for the input in a slot."""
    lines = op.formula.backward
    return bool(lines[min(slot, len(lines) - 1)])


def slots_with_gradient(op: type[Op], count: int) -> list[int]:
    """Give the slots that the op has a backward formula for, of so many that are given."""
    return [slot for slot in range(count) if carries_gradient(op, slot)]


def links_of(record: OpRecord) -> Iterator[Link]:
    """Walk over all terms of all elements of an op that has ``element``."""
    node = record.node
    if issubclass(node.op, Rearrangement):
        yield from _copies(record, node.op)
    elif node.op.element is not None:
        for slot in slots_with_gradient(node.op, len(node.inputs)):
            for index in indices(node.inputs[slot].shape):
                for term in node.op.element(node.context, slot, index):
                    yield _link(record, (slot, index), term)


def value_of(record: OpRecord, cell: Cell) -> float:
    """Read a cell that is no gradient."""
    tensors = record.node.inputs if cell.of == "input" else record.outputs
    return float(np.asarray(tensors[cell.slot].value)[cell.index])


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


def _copies(record: OpRecord, op: type[Rearrangement]) -> Iterator[Link]:
    """Walk over the copies from where they are: each element would look through all of them."""
    shape, constants = record.node.inputs[0].shape, record.node.constants
    for place in indices(record.outputs[0].shape):
        origin = op.origin(place, shape, **constants)
        if origin is not None:
            yield Link((0, place), (0, origin), 1.0, 1.0, (), ())


def _link(record: OpRecord, input: Place, term: Term) -> Link:
    number = plain = 1.0
    output: Place = (0, ())
    cells: list[Place] | None = []
    read: list[Sequence[Cell]] = []
    for part in term:
        if isinstance(part, Factor):
            number *= part.value
            plain *= part.value
            if part.cells:
                read.append(part.cells)
                cells = None
        elif part.of == "gradient":
            output = part.slot, part.index
        else:
            number *= value_of(record, part)
            read.append((part,))
            if part.of == "output":
                cells = None
            elif cells is not None:
                cells.append((part.slot, part.index))
    known = None if cells is None else tuple(cells)
    return Link(output, input, number, plain, known, tuple(read))
