"""The engine and its peers behind one face."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

import engine
from benchmarks.engine.workloads import Library


def libraries() -> Iterator[Library]:
    """Give the engine, then PyTorch where it is installed."""
    yield _nablascope()
    if find_spec("torch"):
        yield _torch()


def _nablascope() -> Library:
    def grad(output: Any, leaves: list[Any]) -> list[Any]:
        gradients = engine.backward(output).gradients
        return [gradients[leaf] for leaf in leaves]

    return Library(
        f"nablascope {engine.__version__}",
        leaf=engine.tensor,
        constant=engine.constant,
        sin=np.sin,
        relu=lambda x: engine.apply("relu", x),
        total=lambda x: engine.apply("sum", x),
        grad=grad,
    )


def _torch() -> Library:
    import torch  # noqa: PLC0415  a peer, where it is installed

    torch.set_num_threads(1)

    def grad(output: Any, leaves: list[Any]) -> list[Any]:
        return [g.numpy() for g in torch.autograd.grad(output, leaves)]

    return Library(
        f"torch {torch.__version__}",
        leaf=lambda data: torch.tensor(data, dtype=torch.float64, requires_grad=True),
        constant=lambda data: torch.tensor(data, dtype=torch.float64),
        sin=torch.sin,
        relu=torch.relu,
        total=torch.sum,
        grad=grad,
    )
