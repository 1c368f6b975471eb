"""The diamonds of the reference are those of the graph."""

from __future__ import annotations

import re

import pytest

from server.diamonds import diamond
from tests.conftest import ROOT

ROW = re.compile(r'\["(?P<symbol>[^"]+)", (?P<width>\d+), (?P<size>[\d.]+)\],')
TABLE = (ROOT / "static/src/core/measure.test.ts").read_text()
ROWS = [(row["symbol"], int(row["width"]), float(row["size"])) for row in ROW.finditer(TABLE)]


def test_there_are_rows() -> None:
    assert len(ROWS) >= 8


@pytest.mark.parametrize(("symbol", "width", "size"), ROWS, ids=[row[0] for row in ROWS])
def test_a_diamond_is_as_wide_and_its_symbol_as_large(symbol: str, width: int, size: float) -> None:
    assert diamond(symbol) == (width, size)
