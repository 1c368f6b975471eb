"""A module's case on PyTorch. Imported only where PyTorch is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from tests.oracle.modules.cases import ModuleCase, above, weights_of
from tests.oracle.modules.on_engine import Result


def on_torch(case: ModuleCase) -> Result:
    """Run it forward and backward."""
    name, arguments = case.theirs or (case.name, case.arguments)
    given = {key: _plain(value) for key, value in arguments.items()}
    module = getattr(torch.nn, name)(**given).double()
    parameters = dict(module.named_parameters())
    numbers = weights_of({key: tuple(p.shape) for key, p in parameters.items()})
    with torch.no_grad():
        for key, parameter in parameters.items():
            parameter.copy_(torch.tensor(numbers[key]))
    for batch in case.before:
        module(torch.tensor(batch))
    module.train(case.training)
    same: dict[int, Any] = {}
    leaves = [same.setdefault(id(x), _leaf(x)) for x in case.inputs]
    made = module(*leaves, **{key: _plain(value) for key, value in case.settings.items()})
    outputs = [output for output in _flat(made) if output is not None]
    total = sum((y * torch.tensor(above(tuple(y.shape), n))).sum() for n, y in enumerate(outputs))
    total.backward()
    return {
        "outputs": [output.detach().numpy() for output in outputs],
        "inputs": [_gradient(leaf) for leaf in _flat(leaves)],
        "parameters": {key: _gradient(parameter) for key, parameter in parameters.items()},
        "buffers": {key: b.numpy() for key, b in module.named_buffers() if key != "weight"},
    }


def _leaf(x: Any) -> Any:
    if isinstance(x, tuple):
        return tuple(map(_leaf, x))
    return torch.tensor(x, requires_grad=x.dtype.kind == "f")


def _plain(value: Any) -> Any:
    return torch.tensor(value) if isinstance(value, np.ndarray) else value


def _gradient(leaf: Any) -> Any:
    return None if leaf.grad is None else leaf.grad.numpy()


def _flat(values: Any) -> list[Any]:
    if isinstance(values, tuple | list):
        return [one for value in values for one in _flat(value)]
    return [values]
