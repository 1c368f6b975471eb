"""The threat model names tests, and all of them exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.conftest import ROOT

MARKUP = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseFromString|srcdoc"
    r"|createContextualFragment|document\.write|eval|Function)\b\s*(?:[-+]?=[^=]|\()"
)
"""What makes markup, or a program, of a text."""

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


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("box.innerHTML = text", True),
        ("box.outerHTML += text", True),
        ('box.insertAdjacentHTML("beforeend", text)', True),
        ('new DOMParser().parseFromString(text, "text/html")', True),
        ("new Function(text)()", True),
        ("box.textContent = text", False),
        ("if (box.innerHTML === text)", False),
    ],
)
def test_what_makes_markup_of_a_text_is_found(line: str, found: bool) -> None:
    assert bool(MARKUP.search(line)) == found


def test_nothing_in_the_page_makes_markup_of_a_text() -> None:
    sources = sorted((ROOT / "static" / "src").rglob("*.ts"))
    assert len(sources) > 100
    lines = [(path.name, line) for path in sources for line in path.read_text().splitlines()]
    assert [one for one in lines if MARKUP.search(one[1])] == []


def test_every_threat_names_a_test() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    _, _, table = text.partition("| threat | defence | tests |")
    rows = [row for row in table.splitlines() if row.startswith("| ") and "---" not in row]
    assert len(rows) >= 10
    assert [row for row in rows if not NAMED.search(row)] == []
