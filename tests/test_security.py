"""The threat model names tests, and all of them exist."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def functions(path: str) -> set[str]:
    """Give the tests that a file defines; none where it is not there."""
    file = ROOT / path
    tree = ast.parse(file.read_text() if file.exists() else "")
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_of_the_threat_model_exists() -> None:
    named = NAMED.findall((ROOT / "SECURITY.md").read_text())
    assert len(named) >= 30
    assert [f"{path}::{name}" for path, name in named if name not in functions(path)] == []


def test_every_threat_names_a_test() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    _, _, table = text.partition("| threat | defence | tests |")
    rows = [row for row in table.splitlines() if row.startswith("| ") and "---" not in row]
    assert len(rows) >= 10
    assert [row for row in rows if not NAMED.search(row)] == []
