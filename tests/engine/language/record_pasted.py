"""What PyTorch makes of the pasted programs.

Where PyTorch is installed, ``python -m tests.engine.language.record_pasted`` writes the record.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from pathlib import Path
from typing import Any

PROGRAMS = {
    path.stem: path.read_text() for path in sorted(Path(__file__).with_name("pasted").glob("*.py"))
}
RECORD = Path(__file__).with_name("pasted_results.json")


def result(name: str) -> dict[str, Any]:
    """Run a program: what it prints, and its parameters and their gradients at its end."""
    torch = importlib.import_module("torch")
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    torch.set_printoptions(precision=8)
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(PROGRAMS[name], name, "exec"), names)
    finally:
        torch.set_default_dtype(before)
    return {"printed": printed.getvalue().splitlines(), "parameters": _parameters(torch, names)}


def _parameters(torch: Any, names: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in names.items():
        if isinstance(value, torch.nn.Module):
            found |= {f"{name}.{inner}": p for inner, p in value.named_parameters()}
        elif isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad:
            found[name] = value
    return {
        name: [p.tolist(), None if p.grad is None else p.grad.tolist()] for name, p in found.items()
    }


if __name__ == "__main__":
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(result(name))}" for name in PROGRAMS)
    RECORD.write_text(f"{{\n{rows}\n}}\n")
