"""The terms of an element of a gradient, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Required, TypedDict

from engine.analysis.terms import ContributionTerms, TermCell, WrittenTerm
from engine.document.form import Num
from engine.document.numbers import number_json
from engine.graph import TensorNode


class TermCellForm(TypedDict, total=False):
    """An element of a tensor or of its gradient.

    ``within`` says that it is no factor of the product: the term's number was worked out from it.
    """

    tensor: Required[str]
    of: Required[Literal["value", "gradient"]]
    index: Required[list[int]]
    value: Required[Num]
    within: bool


class TermForm(TypedDict):
    """The product of a number with the cells that are not within it.

    ``text`` says in LaTeX what the number is, with ``@x`` for the tensor that the op calls x. It
    was worked out from ``within`` cells, of which at most 64 are among ``cells``.
    """

    cells: list[TermCellForm]
    factor: Num
    text: str | None
    within: int
    product: Num


class ContributionTermsForm(TypedDict):
    """What an op sent to the element from one slot: the sum of ``count`` terms, the first of them.

    ``terms`` is null where the op tells nothing of single elements, or has too many to look
    through.
    """

    op: str
    slot: int
    terms: list[TermForm] | None
    count: int
    sum: Num


class TermsForm(TypedDict):
    """An element of a gradient, as the sum of what each op sent to it."""

    contributions: list[ContributionTermsForm]
    sum: Num


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
