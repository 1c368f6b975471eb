"""``python -m tests.oracle.modules.record``: writes what PyTorch's modules give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from tests.oracle.modules.cases import CASES
from tests.oracle.modules.on_torch import on_torch

RECORD = Path(__file__).with_name("recorded.json")


def plain(value: Any) -> Any:
    """Give results as JSON knows them: arrays as their shape and their numbers."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return None if value is None else [list(value.shape), value.reshape(-1).tolist()]


def main() -> None:
    """Write the record: one case a line."""
    rows = [
        json.dumps({"case": str(case), "result": plain(on_torch(case))}, separators=(",", ":"))
        for case in CASES
    ]
    head = json.dumps(
        {"torch": torch.__version__, "script": "python -m tests.oracle.modules.record"}
    )
    RECORD.write_text(f'{{"made_with":{head},"cases":[\n' + ",\n".join(rows) + "\n]}\n")


if __name__ == "__main__":
    main()
