"""The context: what forward leaves for backward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from engine.arrays import Shape, Value


class Operand(Protocol):
    """What a context needs of a tensor node."""

    @property
    def value(self) -> Value: ...
    @property
    def differentiable(self) -> bool: ...


@dataclass(slots=True)
class Held:
    """An operand outside of the graph; or one whose value is its node, where backward records."""

    value: Value
    differentiable: bool


class Context:
    """What forward leaves for backward.

    Inputs and outputs are saved by reference, so they cost nothing twice; which of them backward
    may read is the op's ``saves``. ``keep`` saves anything else by name. ``results`` holds the
    values of the outputs where the op saves one, ``inputs`` the operands.
    """

    __slots__ = ("_facts", "constants", "inputs", "results")

    inputs: tuple[Operand, ...]
    constants: dict[str, Any]
    results: tuple[Value, ...]
    _facts: dict[str, Any] | None

    def keep(self, **facts: Any) -> None:
        """Save what is neither an input nor an output: a mask, an index, a shape."""
        self._facts = facts if self._facts is None else self._facts | facts

    def fact(self, name: str) -> Any:
        """Give what forward kept under this name."""
        return self.facts[name]

    @property
    def facts(self) -> dict[str, Any]:
        """Everything kept by name."""
        return self._facts or {}

    def input(self, slot: int) -> Value:
        """Give the value of an input: an array, or its node while backward records a graph."""
        return self.inputs[slot].value

    def output(self, slot: int = 0) -> Value:
        """Give the value of an output, or its node while backward records a graph."""
        return self.results[slot]

    def shape(self, slot: int) -> Shape:
        """Give the shape of an input, which is known without saving anything."""
        shape: Shape = self.inputs[slot].value.shape
        return shape

    @property
    def count(self) -> int:
        """The number of inputs, for ops that take any number."""
        return len(self.inputs)

    def needs(self, slot: int) -> bool:
        """Tell whether anybody wants this input's gradient; ask where computing it is dear."""
        return self.inputs[slot].differentiable

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        """Run another op on what backward holds, for what NumPy's protocols cannot carry."""
        raise AssertionError("the graph gives its contexts a way to apply ops")
