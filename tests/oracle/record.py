"""``python -m tests.oracle.record``: writes what PyTorch says of 400 random programs."""

from __future__ import annotations

import json
from itertools import count, islice
from pathlib import Path

import torch

from tests.oracle.on_torch import on_torch
from tests.oracle.random_programs import random_program
from tests.oracle.vocabulary import drawn_names

RECORD = Path(__file__).with_name("recorded.json")
PROGRAMS = 400

SIGNED = {"eigh", "qr", "svd"}
"""Ops that are not on record: on another machine, LAPACK gives vectors other signs."""


def recorded_names() -> list[str]:
    """Name all ops and compositions of which the record holds something."""
    return [name for name in drawn_names() if name not in SIGNED]


def main() -> None:
    """Write the record: one program a line, so that a change of one shows as one."""
    drawn = ((seed, random_program(seed)) for seed in count())
    portable = ((seed, p) for seed, p in drawn if not {step.op for step in p.steps} & SIGNED)
    rows = [
        _line({"seed": seed, "program": program.as_data(), "result": on_torch(program)})
        for seed, program in islice(portable, PROGRAMS)
    ]
    head = {"torch": torch.__version__, "script": "python -m tests.oracle.record"}
    lines = f'"made_with":{_line(head)},"ops":{_line(recorded_names())}'
    RECORD.write_text(f'{{{lines},"programs":[\n' + ",\n".join(rows) + "\n]}\n")


def _line(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


if __name__ == "__main__":
    main()
