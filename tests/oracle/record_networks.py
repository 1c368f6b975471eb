"""``python -m tests.oracle.record_networks``: writes what PyTorch prints for each network."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import torch

from tests.oracle.networks import NETWORKS

RECORD = Path(__file__).with_name("networks.json")


def printed(program: str) -> list[float]:
    """Run a program as Python, with PyTorch, and give the numbers that it prints."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    text = io.StringIO()
    try:
        with contextlib.redirect_stdout(text):
            exec(program, {})
    finally:
        torch.set_default_dtype(before)
    return [float(word) for word in text.getvalue().split()]


def main() -> None:
    """Write the record."""
    networks = {name: printed(program) for name, program in NETWORKS.items()}
    made = {"torch": torch.__version__, "script": "python -m tests.oracle.record_networks"}
    RECORD.write_text(json.dumps({"made_with": made, "networks": networks}, indent=1) + "\n")


if __name__ == "__main__":
    main()
