"""The language's page is true: its examples run, its tables are those of the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from engine.language import FAST, HEAVY, JOB, Budget, render, run
from engine.language.dialects import DIFFERENCES
from engine.language.statements import EXECUTORS

PAGE = (Path(__file__).parents[3] / "docs" / "language.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)


@pytest.mark.parametrize(("program", "shown"), EXAMPLES)
def test_an_example_shows_what_the_page_says(program: str, shown: str) -> None:
    result = run(program, strict=True)
    said = [render(program, diagnostic) for diagnostic in result.diagnostics]
    assert "\n".join([*result.printed, *said]) == shown.removesuffix("\n")


def test_the_page_has_examples_of_all_kinds() -> None:
    assert len(EXAMPLES) >= 10
    assert sum(not run(program).complete for program, _ in EXAMPLES) == 1


def test_the_table_of_differences_is_the_codes() -> None:
    rows = [f"| `{d.name}` | {d.numpy} | {d.torch} |" for d in DIFFERENCES]
    assert "\n".join(["| --- | --- | --- |", *rows, ""]) in PAGE


def test_the_table_of_budgets_is_the_codes() -> None:
    rows = [
        f"| {f.name.replace('_', ' ')} | "
        + " | ".join(f"{getattr(budget, f.name):,}" for budget in (FAST, HEAVY, JOB))
        + " |"
        for f in fields(Budget)
    ]
    assert PAGE.endswith("\n".join(["| --- | --- | --- | --- |", *rows, ""]))


def test_every_statement_is_on_the_page() -> None:
    words = {"Assign": "=", "AugAssign": "+=", "AnnAssign": "note", "FunctionDef": "def"}
    words |= {"ClassDef": "class", "Expr": "bare expression", "ImportFrom": "from math import"}
    for kind in EXECUTORS:
        assert words.get(kind.__name__, kind.__name__.lower()) in PAGE
