"""Where ops and compositions are tested: on their cases, and on points of their domains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import Contributions, TensorNode, apply, backward, compose, tensor
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS, Composition
from engine.op import Domain, Op, Word

SAMPLES = 2
"""Points sampled for each case, in the shapes of its inputs."""

APART = 0.05
"""How far a sampled number keeps from kinks, from the ends and, if need be, from the others."""


@dataclass(frozen=True)
class Point:
    """Values for the inputs of an op or composition, its constants, and what comes from above.

    ``above`` holds one gradient for each output; None for one that carries none.
    """

    op: Any
    inputs: tuple[Any, ...]
    constants: dict[str, Any]
    above: tuple[Any, ...]

    def run(self, inputs: tuple[Any, ...] | None = None) -> tuple[TensorNode, ...]:
        """Apply the op to these inputs, or to others of the same shapes. Gives all outputs."""
        return _made(self.op, self.inputs if inputs is None else inputs, self.constants)

    def tensors(self) -> list[TensorNode]:
        """Make a leaf of each input."""
        return [tensor(value) for value in self.inputs]

    def functional(self, outputs: tuple[TensorNode, ...], above: tuple[Any, ...] = ()) -> Any:
        """Weigh the outputs with what comes from above, and sum: one number, as a node."""
        pairs = zip(outputs, above or self.above, strict=True)
        return sum(apply("sum", output * weight) for output, weight in pairs if weight is not None)

    def gradients(self) -> list[Any]:
        """Give backward's gradient for each input; None where none is sent."""
        leaves = self.tensors()
        sent = self.sent(self.run(tuple(leaves))).gradients
        return [sent.get(leaf) for leaf in leaves]

    def sent(self, outputs: tuple[TensorNode, ...], *, on_nodes: bool = False) -> Contributions:
        """Walk backward from the outputs, with what comes from above."""
        if len(outputs) == 1:
            return backward(outputs[0], seed=self.above[0], on_nodes=on_nodes)
        return backward(self.functional(outputs), on_nodes=on_nodes)

    def direction(self, slot: int, numbers: Any) -> Any:
        """Give the part of a direction in which an input may move: a symmetric matrix stays one."""
        if not self.op.domain[min(slot, len(self.op.domain) - 1)].symmetric:
            return numbers
        return (numbers + np.swapaxes(numbers, -1, -2)) / 2

    def has_gradient(self, slot: int) -> bool:
        """Tell whether the op says that a gradient flows to this input; labels get none."""
        if issubclass(self.op, Composition):
            return not self.op.domain[slot].whole
        lines = self.op.formula.backward
        return bool(lines[min(slot, len(lines) - 1)])


def _made(op: type[Word], inputs: Any, constants: dict[str, Any]) -> tuple[TensorNode, ...]:
    run = compose if issubclass(op, Composition) else apply
    made = run(op.name, *inputs, **constants)
    return made if isinstance(made, tuple) else (made,)


def rows_of(words: Mapping[str, type[Word]]) -> list[tuple[str, int]]:
    """Give every word with the number of each of its cases: the rows of the generic tests."""
    return [(name, number) for name, word in words.items() for number in range(len(word.cases))]


ROWS = rows_of(CATALOG)
COMPOSITION_ROWS = rows_of(COMPOSITIONS)


def points(name: str, number: int) -> Iterator[Point]:
    """Give one case of an op or composition, then sampled points of the same shapes."""
    op = CATALOG.get(name) or COMPOSITIONS[name]
    case = op.cases[number]
    given = tuple(as_value(value) for value in case.inputs)
    draw = np.random.default_rng(number)
    for sample in range(1 + SAMPLES):
        inputs = given if not sample else sampled(op, given, draw)
        with np.errstate(all="ignore"):
            outputs = _made(op, inputs, case.constants)
        yield Point(op, inputs, case.constants, _weights(op, outputs, draw))


def _weights(
    op: type[Word], outputs: tuple[TensorNode, ...], draw: np.random.Generator
) -> tuple[Any, ...]:
    """Draw a gradient for each output that carries one."""
    flat = [op.outputs.index(name) for name in op.flat] if issubclass(op, Op) else []
    return tuple(
        None if number in flat else as_value(draw.uniform(0.5, 2.0, output.shape))
        for number, output in enumerate(outputs)
    )


def sampled(op: type[Word], like: tuple[Any, ...], draw: np.random.Generator) -> tuple[Any, ...]:
    """Draw inputs for a word from their domains, in the shapes of others."""
    domains = [op.domain[min(slot, len(op.domain) - 1)] for slot in range(len(like))]
    return tuple(
        as_value(_numbers(domain, value.shape, draw))
        for domain, value in zip(domains, like, strict=True)
    )


def _numbers(domain: Domain, shape: tuple[int, ...], draw: np.random.Generator) -> Any:
    """Draw numbers from a domain, each again until it is at a distance from all kinks."""
    if domain.matrix:
        return matrices(domain, shape, draw)
    if domain.whole:
        return draw.integers(int(domain.low), int(domain.high), shape).astype(float)
    numbers: list[float] = []
    while len(numbers) < np.prod(shape, dtype=int):
        number = draw.uniform(domain.low + APART, domain.high - APART)
        near = [*domain.kinks, *(numbers if domain.distinct else ())]
        if all(abs(number - other) > APART for other in near):
            numbers.append(number)
    return np.array(numbers).reshape(shape)


def matrices(domain: Domain, shape: tuple[int, ...], draw: np.random.Generator) -> Any:
    """Draw matrices from their singular values or eigenvalues, which keep apart."""
    *stack, n, m = shape
    least = min(n, m)
    values = np.cumsum(draw.uniform(0.5, 1.0, (*stack, least)), axis=-1)
    if domain.matrix == "symmetric":
        values -= draw.uniform(0.0, 2.0, (*stack, 1))
    left = _orthogonal((*stack, n, n), draw)
    right = left if domain.symmetric else _orthogonal((*stack, m, m), draw)
    made = (left[..., :least] * values[..., None, :]) @ np.swapaxes(right[..., :least], -1, -2)
    return (made + np.swapaxes(made, -1, -2)) / 2 if domain.symmetric else made


def _orthogonal(shape: tuple[int, ...], draw: np.random.Generator) -> Any:
    """Draw orthogonal matrices with a positive determinant."""
    made = np.linalg.qr(draw.normal(size=shape))[0]
    made[..., :1] *= np.linalg.det(made)[..., None, None]
    return made
