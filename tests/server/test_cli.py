"""``nablascope eval``: what a program at a terminal, or another program, gets of it."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import engine
from server.terminal import told
from tests.conftest import ROOT
from tests.server.streams import LONG

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


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        ({"phase": "forward", "ops": 0, "passes": 0}, "0 ops so far"),
        ({"phase": "forward", "ops": 4311, "passes": 0, "line": 12}, "line 12, 4,311 ops so far"),
        (
            {"phase": "backward", "ops": 9, "passes": 1, "line": 3, "done": 4, "of": 1200},
            "backward, 4 of 1,200 tensors",
        ),
        (
            {"phase": "backward", "ops": 90, "passes": 7, "line": 3, "done": 4, "of": 12},
            "line 3, 90 ops and 7 backward passes so far",
        ),
        (
            {"phase": "document", "ops": 9, "passes": 1, "done": 1000, "of": 2000},
            "writing it down, 1,000 of 2,000 entries",
        ),
    ],
)
def test_how_far_it_is_in_words(progress: engine.ProgressForm, said: str) -> None:
    assert told(progress) == said


@pytest.fixture
def keyboard() -> Iterator[None]:
    """Let Ctrl-C reach what a test starts: where it is ignored, children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("keyboard")
def test_long_work_tells_a_terminal_how_far_it_is_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text(LONG)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "eval", str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while b" so far" not in seen:
        seen += os.read(ours, 1024)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == -signal.SIGINT
    with suppress(OSError):  # what a terminal reads when the program at it is gone
        while more := os.read(ours, 1024):
            seen += more
    os.close(ours)
    assert seen.endswith(b"\r\x1b[K")  # nothing stays on the line
    assert process.stdout
    with process.stdout as written:
        assert written.read() == b""


def test_what_is_piped_tells_nothing_on_the_way() -> None:
    status, _, said = run("-", program=LONG)
    assert status == 0
    assert "so far" not in said


def test_it_tells_its_version() -> None:
    command = [sys.executable, "-m", "server.cli", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"nablascope {engine.__version__}\n",
        "",
    )


def test_a_full_disk_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "server.cli", "eval", "-"],
            cwd=ROOT,
            input=PROGRAM,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    said = "The answer cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)
