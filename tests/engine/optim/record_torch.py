"""Record where PyTorch's optimizers lead.

Where PyTorch is installed, ``python -m tests.engine.optim.record_torch`` writes the record.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from tests.engine.optim.settings import SETTINGS, SKIPPED, STARTS, STEPS, slope

RECORD = Path(__file__).with_name("torch_results.json")


def results() -> list[list[Any]]:
    """Give the parameters after all steps, for every optimizer."""
    torch = importlib.import_module("torch")
    return [_descended(torch, name, settings) for name, settings in SETTINGS]


def _descended(torch: Any, name: str, settings: dict[str, Any]) -> list[Any]:
    parameters = [torch.tensor(start, dtype=torch.float64, requires_grad=True) for start in STARTS]
    optimizer = getattr(torch.optim, name)(parameters, **settings)
    for step in range(STEPS):
        optimizer.zero_grad()
        for p in parameters[step % SKIPPED == 0 :]:
            p.grad = torch.tensor(slope(p.detach().numpy(), step))
        optimizer.step()
    return [p.tolist() for p in parameters]


if __name__ == "__main__":
    torch = importlib.import_module("torch")
    rows = ",\n".join(f"  {json.dumps(row)}" for row in results())
    RECORD.write_text(f'{{"version": "{torch.__version__}", "results": [\n{rows}\n]}}\n')
