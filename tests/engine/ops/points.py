"""Where the ops are tested: on each of their cases, and on points sampled from their domains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import TensorNode, apply, backward, tensor
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.op import Domain, Op

SAMPLES = 2
"""Points sampled for each case, in the shapes of its inputs."""

APART = 0.05
"""How far a sampled number keeps from kinks, from the ends and, if need be, from the others."""


@dataclass(frozen=True)
class Point:
    """Values for an op's inputs, its constants, and the gradient that comes from above."""

    op: type[Op]
    inputs: tuple[Any, ...]
    constants: dict[str, Any]
    gradient: Any

    def run(self, inputs: tuple[Any, ...] | None = None) -> TensorNode:
        """Apply the op to these inputs, or to others of the same shapes."""
        node: TensorNode = apply(self.op.name, *(inputs or self.inputs), **self.constants)
        return node

    def tensors(self) -> list[TensorNode]:
        """Make a leaf of each input."""
        return [tensor(value) for value in self.inputs]

    def gradients(self) -> list[Any]:
        """Give backward's gradient for each input; None where none is sent."""
        leaves = self.tensors()
        sent = backward(self.run(tuple(leaves)), seed=self.gradient).gradients
        return [sent.get(leaf) for leaf in leaves]

    def has_gradient(self, slot: int) -> bool:
        """Tell whether the op says that a gradient flows to this input."""
        lines = self.op.formula.backward
        return bool(lines[min(slot, len(lines) - 1)])


def cases_of(op: type[Op]) -> range:
    """Number the cases of an op."""
    return range(len(op.cases))


ROWS = [(name, number) for name, op in CATALOG.items() for number in cases_of(op)]
"""Every op with each of its cases: the rows of the generic tests."""


def points(name: str, number: int) -> Iterator[Point]:
    """Give one case of an op as a point, then sampled points of the same shapes."""
    op = CATALOG[name]
    case = op.cases[number]
    given = tuple(as_value(value) for value in case.inputs)
    draw = np.random.default_rng(number)
    for sample in range(1 + SAMPLES):
        inputs = given if not sample else _sampled(op, given, draw)
        with np.errstate(all="ignore"):
            shape = apply(name, *inputs, **case.constants).shape
        yield Point(op, inputs, case.constants, as_value(draw.uniform(0.5, 2.0, shape)))


def _sampled(op: type[Op], like: tuple[Any, ...], draw: np.random.Generator) -> tuple[Any, ...]:
    domains = [op.domain[min(slot, len(op.domain) - 1)] for slot in range(len(like))]
    return tuple(
        as_value(_numbers(domain, value.shape, draw))
        for domain, value in zip(domains, like, strict=True)
    )


def _numbers(domain: Domain, shape: tuple[int, ...], draw: np.random.Generator) -> Any:
    """Draw numbers from a domain, each again until it is at a distance from all kinks."""
    if domain.whole:
        return draw.integers(int(domain.low), int(domain.high), shape).astype(float)
    numbers: list[float] = []
    while len(numbers) < np.prod(shape, dtype=int):
        number = draw.uniform(domain.low + APART, domain.high - APART)
        near = [*domain.kinks, *(numbers if domain.distinct else ())]
        if all(abs(number - other) > APART for other in near):
            numbers.append(number)
    return np.array(numbers).reshape(shape)
