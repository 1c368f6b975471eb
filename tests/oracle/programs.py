"""Programs as data: leaves, a list of ops, and a loss that takes a part of the values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import cos
from typing import Any

import numpy as np

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One op or composition: its name, the numbers of its operands, its constants."""

    op: str
    operands: tuple[int, ...]
    constants: dict[str, Any] = field(default_factory=dict)


@dataclass
class Program:
    """Values are numbered: leaves first, then the outputs of each step.

    ``loss`` weighs some of the values; see ``pattern``.
    """

    shapes: list[Shape] = field(default_factory=list)
    leaves: list[list[float]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    loss: list[tuple[int, float]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Give the program as JSON can hold it; ``from_data`` reads it back."""
        data = asdict(self)
        data["steps"] = [
            {"op": s.op, "operands": s.operands, "constants": _plain(s.constants)}
            for s in self.steps
        ]
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Program:
        """Read what ``as_data`` wrote."""
        return cls(
            [tuple(shape) for shape in data["shapes"]],
            data["leaves"],
            [
                Step(
                    s["op"], tuple(s["operands"]), {k: _read(v) for k, v in s["constants"].items()}
                )
                for s in data["steps"]
            ],
            [(number, weight) for number, weight in data["loss"]],
        )


def pattern(shape: Shape) -> Any:
    """Give what the elements of a value count for in the loss: each something else.

    The sum of a softmax is always one: with equal weights its gradient would be zero, right or
    wrong.
    """
    return np.array([cos(1 + number) for number in range(int(np.prod(shape)))]).reshape(shape)


def _plain(value: Any) -> Any:
    """Write a constant as JSON can hold it: a tuple as a list, and the others by their names."""
    match value:
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case tuple():
            return list(map(_plain, value))
        case list():
            return {"list": list(map(_plain, value))}
        case slice():
            return {"slice": [value.start, value.stop, value.step]}
        case np.ndarray():
            return {"array": value.tolist()}
        case _ if value is ...:
            return {"ellipsis": True}
        case _:
            return value


def _read(value: Any) -> Any:
    """Read what ``_plain`` wrote."""
    match value:
        case {"list": parts}:
            return list(map(_read, parts))
        case {"slice": parts}:
            return slice(*parts)
        case {"array": parts}:
            return np.array(parts)
        case {"ellipsis": _}:
            return ...
        case list():
            return tuple(map(_read, value))
        case _:
            return value
