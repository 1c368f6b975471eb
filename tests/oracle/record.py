"""``python -m tests.oracle.record``: writes what PyTorch says of 400 random programs."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from tests.oracle.on_torch import on_torch
from tests.oracle.random_programs import random_program

RECORD = Path(__file__).with_name("recorded.json")
PROGRAMS = 400


def main() -> None:
    """Write the record: one program a line, so that a change of one shows as one."""
    rows = [
        json.dumps(
            {
                "seed": seed,
                "program": random_program(seed).as_data(),
                "result": on_torch(random_program(seed)),
            },
            separators=(",", ":"),
        )
        for seed in range(PROGRAMS)
    ]
    head = json.dumps({"torch": torch.__version__, "script": "python -m tests.oracle.record"})
    RECORD.write_text(f'{{"made_with":{head},"programs":[\n' + ",\n".join(rows) + "\n]}\n")


if __name__ == "__main__":
    main()
