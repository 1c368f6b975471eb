"""Random programs as data: leaves, a list of ops, and a loss that sums a part of the values.

A loss over all values hides aliasing faults, since every gradient then starts at one. So the loss
takes a subset, some leaves and branches lead nowhere, operands are often repeated, and matrix
products are common.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.errors import ShapeError
from engine.op import broadcast

Shape = tuple[int, ...]

SHAPES: tuple[Shape, ...] = (
    (), (), (3,), (4,), (2, 3), (3, 4), (4, 2), (3, 3), (1, 3), (2, 1), (2, 3, 4), (2, 1, 3),
)  # fmt: skip

TAME = 30.0
"""Largest magnitude that a function which bends may get: beyond it, rounding is amplified."""


@dataclass(frozen=True)
class Step:
    """One op: its catalogue name, the numbers of its operands, its constants."""

    op: str
    operands: tuple[int, ...]
    constants: dict[str, Any] = field(default_factory=dict)


@dataclass
class Program:
    """Values are numbered: leaves first, then one per step. ``loss`` weighs some of them."""

    shapes: list[Shape] = field(default_factory=list)
    leaves: list[list[float]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    loss: list[tuple[int, float]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Give the program as JSON can hold it; ``from_data`` reads it back."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Program:
        """Read what ``as_data`` wrote."""
        return cls(
            [tuple(shape) for shape in data["shapes"]],
            data["leaves"],
            [
                Step(
                    s["op"],
                    tuple(s["operands"]),
                    {k: _tupled(v) for k, v in s["constants"].items()},
                )
                for s in data["steps"]
            ],
            [(number, weight) for number, weight in data["loss"]],
        )


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def random_program(seed: int) -> Program:
    """Draw the program of this seed."""
    return _Author(random.Random(seed)).write()


class _Author:
    """Draws a program, keeping track of every value's shape and of a bound on its magnitude."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.program = Program()
        self.shapes: list[Shape] = []
        self.bounds: list[float] = []

    def write(self) -> Program:
        for _ in range(self.draw.randint(2, 5)):
            self.leaf()
        kinds: list[Callable[[], None]] = [
            *[self.binary] * 6, *[self.matmul] * 5, *[self.bend] * 5,
            *[self.reduce] * 2, *[self.rearrange] * 3, *[self.join],
        ]  # fmt: skip
        for _ in range(self.draw.randint(3, 12)):
            self.draw.choice(kinds)()
        count = len(self.shapes)
        taken = self.draw.sample(range(count), self.draw.randint(1, max(1, count // 2)))
        self.program.loss = [
            (number, round(self.draw.uniform(-2, 2), 3)) for number in sorted(taken)
        ]
        return self.program

    def leaf(self) -> None:
        shape = self.draw.choice(SHAPES)
        size = 1
        for side in shape:
            size *= side
        self.program.shapes.append(shape)
        self.program.leaves.append([round(self.draw.uniform(-2, 2), 3) for _ in range(size)])
        self.shapes.append(shape)
        self.bounds.append(2.0)

    def add(
        self, op: str, operands: tuple[int, ...], result: Shape, bound: float, **constants: Any
    ) -> None:
        self.program.steps.append(Step(op, operands, constants))
        self.shapes.append(result)
        self.bounds.append(bound)

    def pick(self) -> int:
        """Choose a value, a late one more likely."""
        count = len(self.shapes)
        return max(self.draw.randrange(count), self.draw.randrange(count))

    def binary(self) -> None:
        a = self.pick()
        b = a if self.draw.random() < 0.25 else self.pick()
        try:
            shape = broadcast(self.shapes[a], self.shapes[b])
        except ShapeError:
            return
        op = self.draw.choice(("add", "sub", "mul", "mul", "maximum", "minimum"))
        if op in ("maximum", "minimum") and a == b:
            op = "add"
        low, high = self.bounds[a], self.bounds[b]
        self.add(op, (a, b), shape, low * high if op == "mul" else low + high)

    def matmul(self) -> None:
        ranked = [i for i, shape in enumerate(self.shapes) if shape]
        pairs = [
            (a, b)
            for a in ranked
            for b in ranked
            if self.shapes[a][-1] == self.shapes[b][-2 if len(self.shapes[b]) > 1 else -1]
        ]
        self.draw.shuffle(pairs)
        for a, b in pairs:
            left, right = self.shapes[a], self.shapes[b]
            try:
                stack = broadcast(left[:-2], right[:-2])
            except ShapeError:
                continue
            shape = stack + left[-2:-1] + (right[-1:] if len(right) > 1 else ())
            self.add("matmul", (a, b), shape, self.bounds[a] * self.bounds[b] * left[-1])
            return

    def bend(self) -> None:
        a = self.pick()
        bends = {"tanh": 1.0, "sigmoid": 1.0, "sin": 1.0, "cos": 1.0}
        if self.bounds[a] <= TAME:
            bends |= {"relu": self.bounds[a], "neg": self.bounds[a], "square": self.bounds[a] ** 2}
        if self.bounds[a] <= 3:
            bends |= {"exp": 21.0, "softplus": 4.0}
        if self.bounds[a] > TAME:
            bends = {"tanh": 1.0, "sigmoid": 1.0}
        op = self.draw.choice(sorted(bends))
        self.add(op, (a,), self.shapes[a], bends[op])

    def reduce(self) -> None:
        a = self.pick()
        shape = self.shapes[a]
        if not shape:
            return
        op = self.draw.choice(("sum", "mean", "max", "logsumexp", "softmax"))
        axis = self.draw.randrange(-len(shape), len(shape))
        side = shape[axis]
        if op == "softmax":
            self.add(op, (a,), shape, 1.0, axis=axis)
            return
        keepdims = self.draw.random() < 0.4
        left = list(shape)
        if keepdims:
            left[axis] = 1
        else:
            del left[axis]
        bound = self.bounds[a] * side if op == "sum" else self.bounds[a] + 2
        self.add(op, (a,), tuple(left), bound, axis=axis, keepdims=keepdims)

    def rearrange(self) -> None:
        a = self.pick()
        shape = self.shapes[a]
        match self.draw.choice(("transpose", "reshape", "expand_dims", "broadcast_to", "flip")):
            case "transpose" if len(shape) > 1:
                self.add("transpose", (a,), shape[::-1], self.bounds[a])
            case "reshape":
                size = 1
                for side in shape:
                    size *= side
                self.add("reshape", (a,), (size,), self.bounds[a], shape=(-1,))
            case "expand_dims" if len(shape) < 3:
                self.add("expand_dims", (a,), (1, *shape), self.bounds[a], axis=0)
            case "broadcast_to" if len(shape) < 3:
                self.add("broadcast_to", (a,), (2, *shape), self.bounds[a], shape=(2, *shape))
            case "flip" if shape:
                self.add("flip", (a,), shape, self.bounds[a], axis=len(shape) - 1)

    def join(self) -> None:
        a = self.pick()
        twins = [i for i, shape in enumerate(self.shapes) if shape == self.shapes[a]]
        b = self.draw.choice(twins)
        bound = max(self.bounds[a], self.bounds[b])
        if self.shapes[a] and self.draw.random() < 0.5:
            shape = (2 * self.shapes[a][0], *self.shapes[a][1:])
            self.add("concatenate", (a, b), shape, bound, axis=0)
        else:
            self.add("stack", (a, b), (2, *self.shapes[a]), bound, axis=0)
