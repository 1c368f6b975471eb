"""The engine against PyTorch's recorded numbers, on every machine."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.comparison import assert_same
from tests.oracle.on_engine import on_engine
from tests.oracle.programs import Program

RECORD = json.loads(Path(__file__).with_name("recorded.json").read_text())


@pytest.mark.parametrize("row", RECORD["programs"], ids=lambda row: str(row["seed"]))
def test_a_random_program_gives_pytorchs_numbers(row: dict[str, Any]) -> None:
    loss, gradients = row["result"]
    assert_same(on_engine(Program.from_data(row["program"])), (loss, gradients))


def test_the_programs_are_of_the_kind_that_catches_faults() -> None:
    programs = [Program.from_data(row["program"]) for row in RECORD["programs"]]
    steps = [step for program in programs for step in program.steps]
    used = Counter(step.op for step in steps)
    repeated = sum(len(set(s.operands)) < len(s.operands) for s in steps)
    idle = sum(None in row["result"][1] for row in RECORD["programs"])
    partial = sum(len(p.loss) < len(p.leaves) + len(p.steps) for p in programs)
    assert used["matmul"] > 200
    assert [name for name in RECORD["ops"] if used[name] < 2] == []
    assert repeated > 400
    assert idle > 200
    assert partial == len(programs)
