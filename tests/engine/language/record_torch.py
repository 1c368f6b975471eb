"""Record what PyTorch makes of the expressions.

Where PyTorch is installed, ``python -m tests.engine.language.record_torch`` writes the record.
"""

from __future__ import annotations

import importlib
import json
import warnings
from pathlib import Path
from typing import Any

from tests.engine.language.dialects import SETUP, TORCH

RECORD = Path(__file__).with_name("torch_results.json")


def results() -> dict[str, Any]:
    """Evaluate every expression with the PyTorch that is installed."""
    torch = importlib.import_module("torch")
    torch.set_default_dtype(torch.float64)
    names = {name: torch.tensor(value) for name, value in SETUP.items()}
    names |= {"Y": torch.arange(24.0).reshape(2, 3, 4)}
    names |= {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    with warnings.catch_warnings():
        # It announces that meshgrid's indexing will have to be given, for as many years as we know.
        warnings.simplefilter("ignore", UserWarning)
        return {text: _plain(eval(text, names)) for text in TORCH}


def version() -> str:
    return str(importlib.import_module("torch").__version__)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value


if __name__ == "__main__":
    rows = ",\n".join(f"  {json.dumps(text)}: {json.dumps(v)}" for text, v in results().items())
    RECORD.write_text(f'{{"version": "{version()}", "results": {{\n{rows}\n}}}}\n')
