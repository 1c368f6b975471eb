"""The engine and its peers behind one face. A peer that is not installed is left out."""

# ruff: noqa: PLC0415  a peer is imported where it is installed

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

import engine
from benchmarks.engine.workloads import Library


def libraries() -> Iterator[Library]:
    """Give the engine, then its peers."""
    yield _nablascope()
    for name, make in PEERS.items():
        if find_spec(name):
            yield make()


def missing() -> list[str]:
    """List the peers that are not installed."""
    return [name for name in PEERS if not find_spec(name)]


def _nablascope() -> Library:
    def gradients(function: Callable[..., Any], leaves: list[Any]) -> tuple[Any, list[Any]]:
        value = function(*leaves)
        found = engine.backward(value).gradients
        return value, [found[leaf] for leaf in leaves]

    node = engine.TensorNode
    return Library(
        f"nablascope {engine.__version__}",
        leaf=engine.tensor,
        constant=engine.constant,
        gradients=gradients,
        moved=lambda leaf, gradient, rate: engine.tensor(leaf.value - rate * gradient),
        plain=lambda x: x.value if isinstance(x, node) else x,
        functions={name: getattr(node, name) for name in ("sin", "tanh", "sigmoid", "relu", "sum")},
    )


def _torch() -> Library:
    import torch

    torch.set_num_threads(1)

    def gradients(function: Callable[..., Any], leaves: list[Any]) -> tuple[Any, list[Any]]:
        value = function(*leaves)
        return value, list(torch.autograd.grad(value, leaves))

    def moved(leaf: Any, gradient: Any, rate: float) -> Any:
        with torch.no_grad():
            leaf -= rate * gradient
        return leaf

    return Library(
        f"torch {torch.__version__}",
        leaf=lambda data: torch.tensor(data, dtype=torch.float64, requires_grad=True),
        constant=lambda data: torch.tensor(data, dtype=torch.float64),
        gradients=gradients,
        moved=moved,
        plain=lambda x: x.detach().numpy(),
        functions={
            name: getattr(torch, name) for name in ("sin", "tanh", "sigmoid", "relu", "sum")
        },
    )


def _autograd() -> Library:
    import autograd.numpy as np_
    from autograd import value_and_grad

    def gradients(function: Callable[..., Any], leaves: list[Any]) -> tuple[Any, list[Any]]:
        value, found = value_and_grad(function, tuple(range(len(leaves))))(*leaves)
        return value, list(found)

    return Library(
        f"autograd {version('autograd')}",
        leaf=lambda data: data,
        constant=lambda data: data,
        gradients=gradients,
        moved=lambda leaf, gradient, rate: leaf - rate * gradient,
        plain=lambda x: x,
        functions={
            "sin": np_.sin,
            "tanh": np_.tanh,
            "sigmoid": lambda x: 1 / (1 + np_.exp(-x)),
            "relu": lambda x: np_.maximum(x, 0),
            "sum": np_.sum,
        },
    )


def _mygrad() -> Library:
    import mygrad
    from mygrad.nnet.activations import relu, sigmoid

    # It checks at every op that no array was written to: no other library does.
    mygrad.turn_memory_guarding_off()

    def gradients(function: Callable[..., Any], leaves: list[Any]) -> tuple[Any, list[Any]]:
        value = function(*leaves)
        value.backward()
        return value, [leaf.grad for leaf in leaves]

    return Library(
        f"mygrad {version('mygrad')}",
        leaf=lambda data: mygrad.tensor(data, dtype=float),
        constant=lambda data: mygrad.tensor(data, dtype=float, constant=True),
        gradients=gradients,
        moved=lambda leaf, gradient, rate: mygrad.tensor(leaf.data - rate * gradient),
        plain=lambda x: x.data if isinstance(x, mygrad.Tensor) else x,
        functions={
            "sin": mygrad.sin,
            "tanh": mygrad.tanh,
            "sigmoid": sigmoid,
            "relu": relu,
            "sum": mygrad.sum,
        },
    )


def _micrograd() -> Library:
    from micrograd.engine import Value

    def gradients(function: Callable[..., Any], leaves: list[Any]) -> tuple[Any, list[Any]]:
        value = function(*leaves)
        value.backward()
        return value, [leaf.grad for leaf in leaves]

    return Library(
        f"micrograd {version('micrograd')}",
        leaf=Value,
        constant=Value,
        gradients=gradients,
        moved=lambda leaf, gradient, rate: Value(leaf.data - rate * gradient),
        plain=lambda x: np.float64(x.data if isinstance(x, Value) else x),
        functions={"relu": Value.relu},
        arrays=False,
    )


PEERS = {"torch": _torch, "autograd": _autograd, "mygrad": _mygrad, "micrograd": _micrograd}
