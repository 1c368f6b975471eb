"""Which cells an element of a gradient was computed from: its sum of products, written out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeGuard

import numpy as np

from engine.analysis.links import Index, value_of
from engine.arrays import size_of
from engine.graph import Contribution, Contributions, TensorNode
from engine.op import Cell, Factor, Term
from engine.trace import OpRecord, Trace

MANY = 64
"""Terms of one contribution, and cells within one term, that are written out."""


@dataclass(frozen=True, slots=True)
class TermCell:
    """An element of a tensor or of its gradient.

    ``within`` tells that it is no factor itself: the number of the term was worked out from it.
    """

    tensor: TensorNode
    of: Literal["value", "gradient"]
    index: Index
    value: float
    within: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A product: its cells, those within left out, and a number; ``text`` says which, in LaTeX.

    The number was worked out from ``within`` cells, of which the first are named.
    """

    cells: tuple[TermCell, ...]
    factor: float
    text: str
    product: float
    within: int


@dataclass(frozen=True, slots=True)
class ContributionTerms:
    """What an op sent to an element. ``terms`` is None for an op that tells nothing of elements.

    There are ``count`` terms, of which the first are written out; ``sum`` is of all.
    """

    record: OpRecord
    slot: int
    terms: tuple[WrittenTerm, ...] | None
    count: int
    sum: float


def terms_of(
    trace: Trace, found: Contributions, tensor: TensorNode, index: Index, visits: int
) -> list[ContributionTerms]:
    """Write out what each op sent in a pass to an element, in the order in which it arrived.

    At most so many elements are looked at to find its terms; ops for which that is too few are
    told as those that tell nothing.
    """
    told = []
    for one in found.contributions:
        if one.node.inputs[one.slot] is tensor:
            record = trace.ops[one.node]
            needed = _visits(record)
            written = _written(record, found, one, index) if needed <= visits else None
            if written is not None:
                visits -= needed
            told.append(written or _untold(record, one, index))
    return told


NEAR = frozenset({"convolution", "einsum", "linalg"})
"""Families of sums of products whose elements know where they went."""


def _visits(record: OpRecord) -> int:
    """Foresee how much is looked at for one element."""
    op = record.node.op
    if op.element is None or op.elementwise or op.family in NEAR:
        return MANY
    return record.plan.elements + sum(size_of(node.shape) for node in record.node.inputs)


def _untold(record: OpRecord, one: Contribution, index: Index) -> ContributionTerms:
    return ContributionTerms(record, one.slot, None, 0, float(np.asarray(one.value)[index]))


def _written(
    record: OpRecord, found: Contributions, one: Contribution, index: Index
) -> ContributionTerms:
    total = float(np.asarray(one.value)[index])
    if record.node.op.element is None:
        return _untold(record, one, index)
    try:
        walk = _arrived(record, found, record.node.op.element(record.node.context, one.slot, index))
        terms = tuple(_term(record, found, term, total) for term in islice(walk, MANY))
        count = len(terms)
        if count == MANY:
            count += _left(record, one.slot, walk)
    except (ArithmeticError, ValueError):  # an element rule in plain Python, on infinity or NaN
        return _untold(record, one, index)
    return ContributionTerms(record, one.slot, terms, count, total)


def _left(record: OpRecord, slot: int, walk: Iterator[Term]) -> int:
    """Count the terms that are left: those of an elementwise op are as many as there are copies."""
    if record.node.op.elementwise:
        copies = size_of(record.outputs[0].shape) // size_of(record.node.inputs[slot].shape)
        return copies - MANY
    return sum(1 for _ in walk)


def _arrived(record: OpRecord, found: Contributions, terms: Iterator[Term]) -> Iterator[Term]:
    """Leave out what belongs to an output that nobody used."""
    used = {slot for slot, node in enumerate(record.outputs) if node in found.gradients}
    for term in terms:
        if all(part.slot in used for part in term if _is_gradient(part)):
            yield term


def _is_gradient(part: Cell | Factor) -> TypeGuard[Cell]:
    return isinstance(part, Cell) and part.of == "gradient"


def _term(record: OpRecord, found: Contributions, term: Term, total: float) -> WrittenTerm:
    cells: list[TermCell] = []
    within: dict[Cell, None] = {}
    texts = []
    factor = 1.0
    for part in term:
        if isinstance(part, Cell):
            cells.append(_cell(record, found, part))
        elif len(part.cells) == 1 and part.value == value_of(record, part.cells[0]):
            cells.append(_cell(record, found, part.cells[0]))
        else:
            factor *= part.value
            texts += [part.text] if part.text else []
            within |= dict.fromkeys(part.cells)
    product = factor * math.prod(cell.value for cell in cells)
    if math.isnan(product) and factor == 0 and not math.isnan(total):
        product = 0.0  # a mask: infinity times 0 is 0 there
    cells += [_cell(record, found, cell, within=True) for cell in islice(within, MANY)]
    return WrittenTerm(tuple(cells), factor, r"\, ".join(texts), product, len(within))


def _cell(record: OpRecord, found: Contributions, cell: Cell, *, within: bool = False) -> TermCell:
    if cell.of == "gradient":
        node = record.outputs[cell.slot]
        value = float(np.asarray(found.gradients[node])[cell.index])
        return TermCell(node, "gradient", cell.index, value, within)
    node = (record.node.inputs if cell.of == "input" else record.outputs)[cell.slot]
    return TermCell(node, "value", cell.index, value_of(record, cell), within)
