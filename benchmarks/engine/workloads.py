"""The workloads, each written once by hand in NumPy (the floor) and once for any library.

A library gives ``leaf``, ``sin``, ``relu``, ``total`` and ``grad``; operators do the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Library:
    """What a workload needs of an autograd library; ``grad(output, leaves)`` runs backward."""

    name: str
    leaf: Callable[[Any], Any]
    constant: Callable[[Any], Any]
    sin: Callable[[Any], Any]
    relu: Callable[[Any], Any]
    total: Callable[[Any], Any]
    grad: Callable[[Any, list[Any]], list[Any]]


@dataclass(frozen=True)
class Workload:
    """One row of the table: ``floor()`` and ``run(library)`` give the gradients as arrays."""

    name: str
    what: str
    floor: Callable[[], list[Any]]
    run: Callable[[Library], list[Any]]


def scalar_chain(length: int) -> Workload:
    """A chain of ``length`` scalar ops: multiply, add, sine, over and over."""
    turns = length // 3

    def floor() -> list[Any]:
        x = np.float64(0.5)
        saved = []
        for _ in range(turns):
            angle = x * 1.25 + 0.125
            saved.append(angle)
            x = np.sin(angle)
        gradient = np.float64(1.0)
        for angle in reversed(saved):
            gradient = gradient * np.cos(angle) * 1.25
        return [gradient]

    def run(library: Library) -> list[Any]:
        leaf = x = library.leaf(0.5)
        for _ in range(turns):
            x = library.sin(x * 1.25 + 0.125)
        return library.grad(x, [leaf])

    return Workload(f"W1 {length:,}", f"chain of {length:,} scalar ops", floor, run)


def dense_network(batch: int = 128, sizes: tuple[int, ...] = (784, 128, 64, 10)) -> Workload:
    """A dense network with ReLU and a squared loss: (batch, sizes[0]) → (batch, sizes[-1])."""
    draw = np.random.default_rng(0).standard_normal
    layers = list(itertools.pairwise(sizes))
    weights = [draw(layer) / layer[0] ** 0.5 for layer in layers]
    biases = [draw(out) for _, out in layers]
    data, target = draw((batch, sizes[0])), draw((batch, sizes[-1]))
    last = len(layers) - 1

    def floor() -> list[Any]:
        values, active = [data], []
        for number, (w, b) in enumerate(zip(weights, biases, strict=True)):
            k = values[-1] @ w + b
            active.append(k > 0)
            values.append(k if number == last else np.maximum(k, 0))
        gradient = 2 * (values[-1] - target)
        found = []
        for number in range(last, -1, -1):
            if number != last:
                gradient = gradient * active[number]
            found += [gradient.sum(axis=0), values[number].T @ gradient]
            if number:
                gradient = gradient @ weights[number].T
        return found[::-1]

    def run(library: Library) -> list[Any]:
        parameters = [library.leaf(p) for pair in zip(weights, biases, strict=True) for p in pair]
        value = library.constant(data)
        for number in range(len(layers)):
            w, b = parameters[2 * number : 2 * number + 2]
            value = value @ w + b
            if number != last:
                value = library.relu(value)
        difference = value - library.constant(target)
        return library.grad(library.total(difference * difference), parameters)

    shape = "-".join(map(str, sizes))
    return Workload("W4", f"{shape} network, batch {batch}", floor, run)
