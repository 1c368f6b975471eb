"""``docs/adding-an-op.md``, followed to the letter in a copy of the engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-an-op.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


def block(kind: str, number: int = 0) -> str:
    """Give a code block of the page."""
    return [text for language, text in BLOCKS if language == kind][number]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the page speaks of, and do what it says."""
    copy = tmp_path_factory.mktemp("checkout")
    for part in ("engine", "tests/engine/ops", "tests/oracle"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "tests/__init__.py", "tests/engine/__init__.py"):
        shutil.copy(ROOT / part, copy / part)
    (copy / "static").symlink_to(ROOT / "static")  # whose typesetter the formulas are tried on
    where = re.search(r"goes to the end of `(.+?)`", PAGE)
    assert where is not None
    family = copy / where[1]
    family.write_text(family.read_text() + "\n\n" + block("python"))
    table = copy / "tests" / "oracle" / "words" / "activation.py"
    words = table.read_text()
    assert words.count('    "logsigmoid": ') == 1
    table.write_text(words.replace('    "logsigmoid": ', block("python", 1) + '    "logsigmoid": '))
    return copy


def run(checkout: Path, *command: str) -> str:
    """Run a command there. Gives what it printed; fails where it failed."""
    done = subprocess.run(
        [sys.executable, *command], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_checks_that_the_page_names_pass(checkout: Path) -> None:
    words = block("console").split()
    assert words[0] == "python"
    printed = run(checkout, *words[1:])
    found = re.search(r"(\d+) passed", printed)
    assert found is not None
    assert int(found[1]) > 40


def test_its_code_is_as_tidy_as_its_neighbours(checkout: Path) -> None:
    run(checkout, "-m", "ruff", "check", "--quiet", "engine/ops", "tests/oracle/words")
    run(checkout, "-m", "ruff", "format", "--check", "--quiet", "engine/ops", "tests/oracle/words")


def test_the_program_gives_what_the_page_says(checkout: Path) -> None:
    says = re.search(r"gives ([\d.]+), and x gets the gradient ([\d.]+)\.", PAGE)
    assert says is not None
    printed = run(
        checkout,
        "-c",
        "from engine import evaluate\n"
        f"document = evaluate({block('text')!r}).document\n"
        "values = {tensor['id']: tensor['value']['data'] for tensor in document['tensors']}\n"
        "print(*values[document['output']], *document['passes'][1]['gradients']['x']['data'])",
    )
    assert printed.split() == [says[1], says[2]]


def test_the_page_leaves_out_no_base_and_no_check() -> None:
    for name in ("Elementwise", "Reduction", "Rearrangement", "PairLoss", "Op"):
        assert f"| `{name}` |" in PAGE
