"""What is told of single elements is bounded, whatever a program is like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import HEAVY, evaluate, terms

WAVE = "x = param([1.0, 2.0])\nsin(x)\n"
PRODUCT = "x = param([1.0, 2.0])\ny = outer(x, [3.0, 4.0])\n"


@pytest.mark.parametrize(
    ("program", "limit", "least"),
    [
        # Two elements in, two out, and two ops.
        (WAVE, "scalar_nodes", 6),
        (WAVE, "scalar_edges", 4),
        # Four given elements, each of which looks at the four of the result.
        (PRODUCT, "scalar_visits", 16),
    ],
)
def test_n_opens_an_op_and_one_less_leaves_it_whole(program: str, limit: str, least: int) -> None:
    for room, opens in ((least, True), (least - 1, False)):
        budget = replace(HEAVY, **{limit: room})
        (expansion,) = evaluate(program, expand="all", budget=budget).document["expansions"]
        assert ("refused" not in expansion) == opens
        assert bool(expansion["ops"]) == opens


def test_n_visits_write_out_the_terms_and_one_less_does_not() -> None:
    program = "x = param([1.0, 2.0, 3.0])\ny = cumsum(x)\nz = sum(y)\n"
    # Three elements are summed up, and three are made.
    for visits, known in ((6, True), (5, False)):
        found = terms(program, tensor="x", index=[0], budget=replace(HEAVY, term_visits=visits))
        assert found.terms is not None
        (sent,) = found.terms["contributions"]
        assert sent["sum"] == 3.0
        assert (sent["terms"] is not None) == known
        assert sent["count"] == (3 if known else 0)


def test_a_large_product_is_written_out_all_the_same() -> None:
    found = terms("A = param(ones(300, 300))\nB = A @ A\nC = sum(B)\n", tensor="A", index=[0, 0])
    assert found.terms is not None
    assert [sent["count"] for sent in found.terms["contributions"]] == [300, 300]
