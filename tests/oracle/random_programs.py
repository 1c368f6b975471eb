"""Random programs as data: leaves, a list of ops, and a loss that sums a part of the values.

A loss over all values hides aliasing faults, since every gradient then starts at one. So the loss
takes a subset, some leaves and branches lead nowhere, operands are often repeated, and matrix
products are common.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import exp, log, log1p, prod, sqrt
from typing import Any

from engine.errors import ShapeError
from engine.op import broadcast

Shape = tuple[int, ...]

SHAPES: tuple[Shape, ...] = (
    (), (), (3,), (4,), (2, 3), (3, 4), (4, 2), (3, 3), (1, 3), (2, 1), (2, 3, 4), (2, 1, 3),
)  # fmt: skip

TAME = 30.0
"""Largest magnitude that a function which bends may get: beyond it, rounding is amplified."""

SOLID = 0.02
"""How far above 0 a value must stay for a quotient or a logarithm."""


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
        data = asdict(self)
        for step in data["steps"]:
            step["constants"] = {key: _plain(value) for key, value in step["constants"].items()}
        return data

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
    """Read lists as tuples, and back what ``_plain`` wrote."""
    if isinstance(value, dict):
        (kind, numbers), *_ = value.items()
        return slice(*numbers) if kind == "slice" else list(numbers)
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Write an index as JSON can hold it: a list of places is no tuple, and a slice is neither."""
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    return {"places": value} if isinstance(value, list) else value


def random_program(seed: int) -> Program:
    """Draw the program of this seed."""
    return _Author(random.Random(seed)).write()


class _Author:
    """Draws a program, keeping track of shapes, and of how large and how small values can get.

    ``least`` is a lower bound of a positive value, and 0 for one that may be anything: what is well
    above 0 may be divided by, and has a logarithm.
    """

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.program = Program()
        self.shapes: list[Shape] = []
        self.bounds: list[float] = []
        self.least: list[float] = []

    def write(self) -> Program:
        for _ in range(self.draw.randint(2, 5)):
            self.leaf()
        kinds: list[Callable[[], None]] = [
            *[self.binary] * 6, *[self.matmul] * 5, *[self.bend] * 5, *[self.divide] * 2,
            *[self.reduce] * 3, *[self.rearrange] * 3, *[self.index] * 2, self.join, self.compare,
            *[self.meet] * 4,
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
        self.program.shapes.append(shape)
        numbers = [round(self.draw.uniform(-2, 2), 3) for _ in range(prod(shape))]
        self.program.leaves.append(numbers)
        self.shapes.append(shape)
        self.bounds.append(2.0)
        self.least.append(0.0)

    def add(
        self,
        op: str,
        operands: tuple[int, ...],
        result: Shape,
        bound: float,
        least: float = 0.0,
        **constants: Any,
    ) -> None:
        self.program.steps.append(Step(op, operands, constants))
        self.shapes.append(result)
        self.bounds.append(bound)
        self.least.append(least)

    def copy(self, op: str, a: int, result: Shape, **constants: Any) -> None:
        """Add an op that gives some of the elements of its operand, or all."""
        self.add(op, (a,), result, self.bounds[a], self.least[a], **constants)

    def pick(self) -> int:
        """Choose a value, a late one more likely."""
        count = len(self.shapes)
        return max(self.draw.randrange(count), self.draw.randrange(count))

    def partner(self, a: int, among: list[int]) -> tuple[int, Shape] | None:
        """Choose a value that broadcasts with ``a``."""
        self.draw.shuffle(among)
        for b in among:
            try:
                return b, broadcast(self.shapes[a], self.shapes[b])
            except ShapeError:
                continue
        return None

    def binary(self) -> None:
        a = self.pick()
        found = self.partner(a, [a if self.draw.random() < 0.25 else self.pick()])
        if found is None:
            return
        b, shape = found
        op = self.draw.choice(("add", "sub", "mul", "mul", "maximum", "minimum"))
        low, high = self.bounds[a], self.bounds[b]
        least = min(self.least[a], self.least[b]) if op in ("add", "maximum", "minimum") else 0.0
        self.add(op, (a, b), shape, low * high if op == "mul" else low + high, least)

    def meet(self) -> None:
        """Add a value that is used elsewhere to another of its shape, and square the sum.

        Addition gives both the same gradient: if one were changed in place, so would the other.
        """
        used = [i for step in self.program.steps for i in step.operands if self.shapes[i]]
        if not used:
            return
        a = self.draw.choice(used)
        twins = [i for i, s in enumerate(self.shapes) if s == self.shapes[a] and i != a]
        if not twins or self.bounds[a] > TAME:
            return
        b = self.draw.choice(twins)
        operands = (a, b) if self.draw.random() < 0.5 else (b, a)
        bound = self.bounds[a] + self.bounds[b]
        self.add("add", operands, self.shapes[a], bound)
        total = len(self.shapes) - 1
        self.add("mul", (total, total), self.shapes[a], bound**2)

    def divide(self) -> None:
        a = self.pick()
        if max(self.least) <= SOLID:
            leaf = self.draw.randrange(len(self.program.leaves))
            self.add("exp", (leaf,), self.shapes[leaf], exp(2), exp(-2))
        solid = [i for i, least in enumerate(self.least) if least > SOLID]
        b = self.draw.choice(solid)
        bound = 1 / self.least[b]
        match self.draw.choice(("div", "div", "log", "sqrt", "reciprocal", "pow")):
            case "div" if found := self.partner(a, solid):
                b, shape = found
                self.add("div", (a, b), shape, self.bounds[a] / self.least[b])
            case "log":
                largest = max(log(self.bounds[b]), log(bound))
                self.add("log", (b,), self.shapes[b], largest)
            case "sqrt":
                self.add("sqrt", (b,), self.shapes[b], self.bounds[b] + 1, sqrt(self.least[b]))
            case "reciprocal":
                self.add("reciprocal", (b,), self.shapes[b], bound, 1 / self.bounds[b])
            case "pow":
                exponent = self.draw.choice((-1.5, -1.0, 0.5, 1.5))
                largest = max(self.bounds[b], bound) ** 1.5
                self.add("pow", (b,), self.shapes[b], largest, exponent=exponent)

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
        bound = self.bounds[a]
        bends = {"tanh": (1.0, 0.0), "sigmoid": (1.0, 0.0)}
        if bound <= TAME:
            bends |= dict.fromkeys(("sin", "cos", "arctan", "erf"), (1.6, 0.0))
            bends |= dict.fromkeys(("relu", "leaky_relu", "elu", "gelu", "silu"), (bound, 0.0))
            bends |= {"neg": (bound, 0.0), "abs": (bound, 0.0), "square": (bound**2, 0.0)}
        if bound <= 3:
            bends |= {"exp": (exp(bound), exp(-bound)), "cosh": (exp(bound), 1.0)}
            bends |= {"softplus": (bound + 1, log1p(exp(-bound))), "logsigmoid": (bound + 1, 0.0)}
        op = self.draw.choice(sorted(bends))
        self.add(op, (a,), self.shapes[a], *bends[op])

    def reduce(self) -> None:
        a = self.pick()
        shape, bound, least = self.shapes[a], self.bounds[a], self.least[a]
        if not shape:
            return
        axis = self.draw.randrange(-len(shape), len(shape))
        side = shape[axis]
        keepdims = self.draw.random() < 0.4
        left = list(shape)
        left[axis : axis + 1 or None] = [1] if keepdims else []
        whole = {"softmax": 1.0, "log_softmax": 3 * bound + 2, "cumsum": bound * side}
        reduced = {
            "sum": (bound * side, least), "mean": (bound, least), "max": (bound, least),
            "min": (bound, least), "logsumexp": (bound + 2, 0.0), "var": (4 * bound**2, 0.0),
        }  # fmt: skip
        if bound**side < TAME:
            reduced["prod"] = (bound**side, least**side)
        op = self.draw.choice(sorted(whole | reduced))
        if op in whole:
            self.add(op, (a,), shape, whole[op], axis=axis)
        else:
            self.add(op, (a,), tuple(left), *reduced[op], axis=axis, keepdims=keepdims)

    def rearrange(self) -> None:
        a = self.pick()
        shape = self.shapes[a]
        words = ("transpose", "reshape", "expand_dims", "broadcast_to", "flip", "repeat", "squeeze")
        match self.draw.choice(words):
            case "transpose" if len(shape) > 1:
                self.copy("transpose", a, shape[::-1])
            case "reshape":
                self.copy("reshape", a, (prod(shape),), shape=(-1,))
            case "expand_dims" if len(shape) < 3:
                self.copy("expand_dims", a, (1, *shape), axis=0)
            case "broadcast_to" if len(shape) < 3:
                self.copy("broadcast_to", a, (2, *shape), shape=(2, *shape))
            case "flip" if shape:
                self.copy("flip", a, shape, axis=len(shape) - 1)
            case "repeat" if shape and prod(shape) < 12:
                self.copy("repeat", a, (2 * shape[0], *shape[1:]), repeats=2, axis=0)
            case "squeeze":
                self.copy("squeeze", a, tuple(side for side in shape if side != 1))

    def index(self) -> None:
        a = self.pick()
        shape = self.shapes[a]
        if not shape:
            return
        side = shape[0]
        match self.draw.choice(("place", "slice", "places")):
            case "place":
                self.copy("getitem", a, shape[1:], key=self.draw.randrange(-side, side))
            case "slice":
                key = slice(self.draw.randrange(side), None, self.draw.choice((None, 2)))
                length = len(range(*key.indices(side)))
                self.copy("getitem", a, (length, *shape[1:]), key=key)
            case "places":
                key = [self.draw.randrange(side) for _ in range(3)]
                self.copy("getitem", a, (3, *shape[1:]), key=key)

    def join(self) -> None:
        a, b = self.twins()
        bound, least = max(self.bounds[a], self.bounds[b]), min(self.least[a], self.least[b])
        if self.shapes[a] and self.draw.random() < 0.5:
            shape = (2 * self.shapes[a][0], *self.shapes[a][1:])
            self.add("concatenate", (a, b), shape, bound, least, axis=0)
        else:
            self.add("stack", (a, b), (2, *self.shapes[a]), bound, least, axis=0)

    def compare(self) -> None:
        a, b = self.twins()
        apart = self.bounds[a] + self.bounds[b]
        op = self.draw.choice(("mse", "l1", "huber"))
        reduction = self.draw.choice(("mean", "sum", "none"))
        size = prod(self.shapes[a]) if reduction == "sum" else 1
        shape = self.shapes[a] if reduction == "none" else ()
        self.add(op, (a, b), shape, size * apart**2, reduction=reduction)

    def twins(self) -> tuple[int, int]:
        """Choose two values of one shape; they may be one and the same."""
        a = self.pick()
        return a, self.draw.choice([i for i, s in enumerate(self.shapes) if s == self.shapes[a]])
