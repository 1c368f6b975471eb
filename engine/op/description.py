"""The words in which an op describes itself: plan, formula, derivation, domain, cases, cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from engine.arrays import Shape

MOVE = 32
"""Floating-point operations of a matrix product that take as long as copying an element."""


class Plan(NamedTuple):
    """What an op will make and cost, from the shapes alone.

    ``elements`` counts all outputs, ``flops`` the forward's floating-point operations (an
    elementary function counts as one per element), ``saved_bytes`` what forward keeps, and
    ``moved`` the elements that are copied on the way and are no part of the outputs. ``turns`` are
    those of a loop over something else than elements, such as the places of a kernel or matrices.
    """

    shapes: tuple[Shape, ...]
    elements: int
    flops: int
    saved_bytes: int
    moved: int = 0
    turns: int = 0

    @property
    def work(self) -> int:
        """The flops, and as many as could be done while the elements are moved."""
        return self.flops + MOVE * self.moved


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX. ``@x`` stands for the tensor that the signature calls ``x``, ``@y`` for the output.

    ``backward`` holds one line per input; an empty one for an input without a gradient.
    """

    forward: str
    backward: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """The lecture's four steps for one input, in LaTeX; all empty for one without a gradient."""

    element: str = ""
    sum: str = ""
    work_out: str = ""
    vectorise: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """Where one input may be sampled: an open interval, at a distance from its kinks.

    ``distinct`` asks for elements that differ from one another (a tie is a kink of ``max``),
    ``whole`` for whole numbers from ``low`` up to, but without, ``high`` (labels, conditions).

    ``matrix`` asks for matrices along the last two axes whose singular values, or eigenvalues, keep
    apart from one another; of full rank, those keep from 0 too, and a determinant is positive. An
    op on symmetric matrices reads one triangle: an element and its mirror image count as one number
    that stands twice, and each gets half of its gradient, as in PyTorch.
    """

    low: float = -3.0
    high: float = 3.0
    kinks: tuple[float, ...] = ()
    distinct: bool = False
    whole: bool = False
    matrix: Literal["", "full-rank", "symmetric", "positive-definite"] = ""

    @property
    def symmetric(self) -> bool:
        """Whether only symmetric matrices are meant."""
        return self.matrix in ("symmetric", "positive-definite")


class Case:
    """One row for the generic tests and the reference page: inputs and constants."""

    __slots__ = ("constants", "inputs")

    def __init__(self, *inputs: Any, **constants: Any) -> None:
        self.inputs = inputs
        self.constants = constants

    def __repr__(self) -> str:
        constants = (f"{key}={value!r}" for key, value in self.constants.items())
        return ", ".join([*map(repr, self.inputs), *constants])


@dataclass(frozen=True, slots=True)
class Cell:
    """One element of an array near the op, in a sum of products."""

    of: Literal["gradient", "input", "output"]
    slot: int
    index: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that is worked out from cells: a local derivative, a count, a one."""

    value: float
    text: str = ""
    cells: tuple[Cell, ...] = ()


Term = tuple[Cell | Factor, ...]
"""A product. A gradient element is a sum of terms."""
