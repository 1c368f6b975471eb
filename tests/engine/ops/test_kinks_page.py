"""``docs/kinks.md`` says what the ops say."""

from __future__ import annotations

import pytest

from engine.catalog import CATALOG
from engine.op import Op
from tests.engine.ops.kinks_page import table, written
from tests.engine.ops.rows import rows

DECISIONS = ("is taken as", "each gets", "share the gradient", "share its half", "whole gradient")
"""How a class says that backward decides something."""

LAPACK = {"cholesky", "eigh", "eigvalsh"}
"""Ops whose convention is the same in every library that calls LAPACK."""


def test_the_table_is_what_the_ops_say() -> None:
    assert written() == table()


@pytest.mark.parametrize("op", CATALOG.values(), ids=lambda op: op.name)
def test_a_decision_has_a_row_of_numbers(op: type[Op]) -> None:
    decides = any(word in kink for kink in op.kinks for word in DECISIONS)
    if decides and op.name not in LAPACK:
        assert op.name in {row[0] for row in rows("KINKS")}
