"""``nablascope eval``: what a program at a terminal, or another program, gets of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from tests.conftest import ROOT

PROGRAM = "x = input([1.0, -2.0])\nprint(x)\nloss = sum(x ** 2)\n"

REPORT = """\
[ 1. -2.]
      value    gradient
x     [1, -2]  [2, -4]
loss  5        1
"""

FAULT = """\
line 2: nothing goes by the name `foo`

    y = x + foo
            ~~^

Did you mean `floor`?

"""


def run(*arguments: str, program: str = "") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "server.cli", "eval", *arguments],
        cwd=ROOT,
        input=program,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_program_is_told_in_a_table(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    assert run(str(file)) == run("-", program=PROGRAM) == (0, REPORT, "")


def test_other_programs_get_the_document_or_the_graph() -> None:
    document = engine.evaluate(PROGRAM, seed=7).document
    status, told, _ = run("-", "--json", "--seed", "7", program=PROGRAM)
    assert (status, json.loads(told)) == (0, document)
    assert run("-", "--dot", program=PROGRAM) == (0, engine.dot(document), "")
    assert run("-", "--mermaid", program=PROGRAM) == (0, engine.mermaid(document), "")


def test_a_program_that_stops_says_where_and_tells_what_it_computed() -> None:
    status, told, fault = run("-", program="x = input(2.0)\ny = x + foo")
    assert (status, told, fault) == (1, "", FAULT)
    status, told, _ = run("-", "--json", program="x = 2.0\ny = x * x\nz = foo")
    assert (status, [op["op"] for op in json.loads(told)["ops"]]) == (1, ["mul"])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nowhere.py"], 1, "nowhere.py cannot be read: No such file or directory.\n"),
        (["server/"], 1, "server/ cannot be read: Is a directory.\n"),
        (["-", "--seed", "-1"], 2, "a seed is a whole number from 0 to 4294967295"),
        (["-", "--dot", "--json"], 2, "not allowed with argument"),
        ([], 2, "the following arguments are required: file"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], status: int, said: str) -> None:
    found, told, error = run(*arguments)
    assert (found, told) == (status, "")
    assert said in error
