"""The terms of an element of a gradient, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Required, TypedDict

from engine.analysis.terms import ContributionTerms, TermCell, WrittenTerm
from engine.document.digits import number_json
from engine.document.form import Num
from engine.graph import TensorNode


class TermCellForm(TypedDict, total=False):
    """An element of a tensor or of its gradient."""

    tensor: Required[str]
    """The id of the tensor."""
    of: Required[Literal["value", "gradient"]]
    """Whether it is an element of the tensor or of its gradient."""
    index: Required[list[int]]
    """Where it is; empty in a single number."""
    value: Required[Num]
    """The number in it."""
    within: bool
    """Whether it is no factor of the product: the term's number was worked out from it. False where
    it is left out."""


class TermForm(TypedDict):
    """The product of a number with the cells that are not within it."""

    cells: list[TermCellForm]
    """The factors that are cells, and at most 64 of those that the number was worked out from."""
    factor: Num
    """The number."""
    text: str | None
    """What the number is, in LaTeX, with @x for the tensor that the op calls x; null where it says
    nothing more than its digits."""
    within: int
    """From how many cells it was worked out."""
    product: Num
    """All of it multiplied."""


class ContributionTermsForm(TypedDict):
    """What an op sent to the element from one slot, as a sum of terms."""

    op: str
    """The id of the op."""
    slot: int
    """Which of its inputs the tensor is, counted from 0."""
    terms: list[TermForm] | None
    """The first 64 of the terms; null where the op tells nothing of single elements, or has too
    many to look through."""
    count: int
    """How many terms there are."""
    sum: Num
    """What it sent: the sum of all of them."""


class TermsForm(TypedDict):
    """An element of a gradient, as the sum of what each op sent to it."""

    contributions: list[ContributionTermsForm]
    """What each op sent, in the order in which it was added."""
    sum: Num
    """The element of the gradient."""


def terms_form(
    contributions: Sequence[ContributionTerms], total: float, ids: Mapping[TensorNode, str]
) -> TermsForm:
    """Write the terms of an element whose gradient is ``total``."""
    return {"contributions": [_sent(one, ids) for one in contributions], "sum": number_json(total)}


def _sent(one: ContributionTerms, ids: Mapping[TensorNode, str]) -> ContributionTermsForm:
    return {
        "op": one.record.id,
        "slot": one.slot,
        "terms": None if one.terms is None else [_term(term, ids) for term in one.terms],
        "count": one.count,
        "sum": number_json(one.sum),
    }


def _term(term: WrittenTerm, ids: Mapping[TensorNode, str]) -> TermForm:
    return {
        "cells": [_cell(cell, ids) for cell in term.cells],
        "factor": number_json(term.factor),
        "text": term.text or None,
        "within": term.within,
        "product": number_json(term.product),
    }


def _cell(cell: TermCell, ids: Mapping[TensorNode, str]) -> TermCellForm:
    form = TermCellForm(
        tensor=ids[cell.tensor], of=cell.of, index=list(cell.index), value=number_json(cell.value)
    )
    return {**form, "within": True} if cell.within else form
