"""A module's case on the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

import engine.modules
from engine.graph import backward, constant, tensor
from engine.modules import Weights
from tests.oracle.modules.cases import ModuleCase, above, weights_of

Result = dict[str, Any]
"""``outputs``, ``inputs`` and ``parameters`` (their gradients, None for none) and ``buffers``."""


def on_engine(case: ModuleCase) -> Result:
    """Run it forward and backward."""
    weights = {"weights": Weights(np.random.default_rng(0))}
    make = getattr(engine.modules, case.name)
    if case.name.endswith("Loss"):
        weights = {}
    module = make(**case.arguments, **weights)
    parameters = dict(module.named_parameters())
    numbers = weights_of({name: node.shape for name, node in parameters.items()})
    for name, node in parameters.items():
        node.value = numbers[name]
    for batch in case.before:
        module(tensor(batch))
    module.train(case.training)
    same: dict[int, Any] = {}
    leaves = [same.setdefault(id(x), _leaf(x)) for x in case.inputs]
    made = module(*leaves, **{key: _setting(value) for key, value in case.settings.items()})
    outputs = [output for output in _flat(made) if output is not None]
    total = sum((y * above(y.shape, n)).sum() for n, y in enumerate(outputs))
    sent = backward(total).gradients
    return {
        "outputs": [output.value for output in outputs],
        "inputs": [sent.get(leaf) for leaf in _flat(leaves)],
        "parameters": {name: sent.get(node) for name, node in parameters.items()},
        "buffers": {name: np.asarray(x) for name, x in module.buffers.items() if name != "weight"},
    }


def _leaf(x: Any) -> Any:
    if isinstance(x, tuple):
        return tuple(map(tensor, x))
    return tensor(x) if x.dtype.kind == "f" else constant(x.astype(float))


def _setting(value: Any) -> Any:
    return constant(value) if isinstance(value, np.ndarray) else value


def _flat(values: Any) -> list[Any]:
    if isinstance(values, tuple | list):
        return [one for value in values for one in _flat(value)]
    return [values]
