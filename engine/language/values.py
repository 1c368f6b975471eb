"""What names stand for while a program runs.

A value of the language is one of these:

- a number: a Python int of at most 2**53 or a float; arithmetic on them is float64's, always;
- True, False, None, a string, a list, a tuple, a range;
- a tensor node of the graph;
- ``Given``: numbers that the program wrote down, a cell that becomes a leaf once an op uses it;
- ``Element``: one row of a ``Given``, which becomes a ``getitem`` once an op uses it;
- ``Reading``: numbers read off the graph (``x.grad``, ``x.shape``, ``x > 0``), a constant for ops;
- something to call, a prefix such as ``np``, a group for ``with``.

A ``Given`` is a cell with versions. Whoever holds it (a name, a list, a module, an optimizer) holds
the same one, so all of them see an update; graphs that were made before keep the tensor node of
their own version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np

from engine.arrays import Value
from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.trace import Moment, Role

Number: TypeAlias = int | float
Anything: TypeAlias = Any
"""Any value of the language."""

LARGEST_WHOLE = 2**53
"""Above it float64 skips whole numbers, so nothing is counted beyond it."""


MISSING = object()
"""What a table gives for a name that it does not hold, where None would be a value."""

LABEL = 24
"""Characters of source text up to which a value without a name is called by it."""

MOST_SIZES = 32
"""Sizes that one shape or one network may list."""


class Owner(Protocol):
    """A module that holds a cell as its parameter."""

    def called(self, cell: Given) -> tuple[str, str]:
        """Give the parameter's name, such as ``net.0.weight``, and the group it was made in."""


@dataclass(eq=False, slots=True)
class Given:
    """Numbers that the program wrote down, drew or gave to a module: a leaf and its versions.

    They become a tensor node when an op first uses them. What is only ever used as a size, an
    index, an exponent or a learning rate stays a plain setting. ``written`` tells a bare literal,
    whose role follows from how it is used, from a call such as ``param(...)`` that says it.

    ``node`` is the present version, and ``seats`` are where modules keep it; ``gradient`` is what
    the backward passes have added up since it was last cleared, the last of them at the version
    ``summed_at``. ``learned`` tells what a module
    owns as soon as it holds it.
    """

    data: Value
    span: Span
    role: Role = "input"
    written: bool = False
    label: str = ""
    note: str = ""
    range: tuple[float, float] | None = None
    module: str = ""
    moment: Moment | None = None
    follows_torch: bool = False
    differentiable: bool = True
    learned: bool = False
    owner: Owner | None = None
    node: TensorNode | None = None
    gradient: Value | None = None
    summed_at: TensorNode | None = None
    seats: list[tuple[dict[str, TensorNode], str]] = field(default_factory=list)

    @property
    def value(self) -> Value:
        """The numbers of the present version."""
        return self.data if self.node is None else self.node.value


@dataclass(eq=False, slots=True)
class Element:
    """One row, or one number, of what is given."""

    of: Given | Element
    index: int
    span: Span
    label: str = ""
    node: TensorNode | None = None


@dataclass(eq=False, slots=True)
class Reading:
    """Numbers read off the graph. ``of_gradient`` marks what was computed from a gradient.

    Those read off a ``cell`` are its value or, ``of_gradient``, its gradient: they change with it,
    and what is written to them is written there. ``leaf`` is what ``requires_grad_()`` made of it.
    """

    data: Value
    label: str = ""
    span: Span | None = None
    of_gradient: bool = False
    cell: Given | None = None
    follows_torch: bool = False
    leaf: Given | None = None

    def labelled(self, name: str, span: Span) -> Reading:
        """Give the same numbers under a name; they stand where they stood, or else there."""
        place = self.span or span
        return Reading(
            self.data, name, place, self.of_gradient, self.cell, self.follows_torch, self.leaf
        )

    @property
    def value(self) -> Value:
        """The numbers as they are now."""
        if self.cell is None:
            return self.data
        now = self.cell.gradient if self.of_gradient else self.cell.value
        return self.data if now is None else plain(now)


GRAPH = TensorNode | Given | Element
"""What is in the graph, or enters it where it is used."""

TENSORS = GRAPH | Reading
"""What counts as a tensor where one is asked for."""

ARRAYS = TENSORS | np.ndarray
"""What an operator works on, besides plain numbers."""

LIST = (list, tuple)
SEQUENCE = (*LIST, range)


@dataclass(slots=True)
class Arguments:
    """The arguments of a call, and where each stands, by position or keyword."""

    span: Span
    positional: list[Anything] = field(default_factory=list)
    keywords: dict[str, Anything] = field(default_factory=dict)
    spans: dict[int | str, Span] = field(default_factory=dict)

    def add(self, value: Anything, span: Span) -> None:
        """Put one more behind the others."""
        self.spans[len(self.positional)] = span
        self.positional.append(value)


@dataclass(frozen=True, slots=True)
class Prefix:
    """A module name such as ``np``. What is reached through it follows NumPy or PyTorch."""

    name: str
    follows_torch: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of numbers, given as ``dtype=``."""

    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """What ``with`` opens."""

    opened: Callable[[], AbstractContextManager[object]]


KINDS: tuple[tuple[Any, str], ...] = (
    (type(None), "None"),
    (bool, "True or False"),
    (int | float, "a number"),
    (str, "a string"),
    (list | tuple | range, "a list"),
    (TENSORS | np.ndarray, "a tensor"),
    (Prefix, "a prefix"),
    (Kind, "a type of numbers"),
    (Group, "a group"),
    (slice, "a slice"),
)
"""What messages call the kinds of values; the first that fits."""


def kind_of(value: Anything) -> str:
    """Say what a value is, as a message does: ``a string``, ``a list``."""
    fits = (name for kind, name in KINDS if isinstance(value, kind))
    return next(fits, getattr(value, "kind", "a function"))


def plain(value: Value) -> Anything:
    """Give a value of rank 0 as Python's number; arrays as they are."""
    if isinstance(value, np.generic):
        value = value.item()
    return number(value) if type(value) is int else value


def number(value: Any) -> Number:
    """Take a number into the language: a whole one as an int while float64 counts exactly."""
    if isinstance(value, float):
        return float(value)
    whole = int(value)
    return whole if abs(whole) <= LARGEST_WHOLE else float(whole)


def combine(act: Callable[[Any, Any], Any], left: Number, right: Number) -> Number:
    """Do arithmetic on two plain numbers, in float64; two whole numbers give a whole one."""
    result = float(act(float(left), float(right)))
    both_whole = isinstance(left, int) and isinstance(right, int)
    if both_whole and act is not np.true_divide and abs(result) <= LARGEST_WHOLE:
        return int(result) if result.is_integer() else result
    return result


def whole(value: Anything, what: str) -> int:
    """Take a value as a count, an index or a size. Raises EngineError."""
    if isinstance(value, np.ndarray | np.generic):
        value = plain(value)
    hint = "A whole number is needed here."
    if isinstance(value, bool) or not isinstance(value, Number):
        raise EngineError(f"{what} is {kind_of(value)}", code="arguments", hint=hint)
    if not (abs(value) <= LARGEST_WHOLE and value == int(value)):
        raise EngineError(f"{what} is {value:g}", code="arguments", hint=hint)
    return int(value)


def is_number(value: Anything) -> bool:
    """Tell a plain number; True and False count as 1 and 0."""
    return isinstance(value, Number)


def is_mask(value: Anything) -> bool:
    """Tell an array of truths that was read off."""
    found = value.value if isinstance(value, Reading) else None
    return isinstance(found, np.ndarray) and found.dtype == bool


def counted(value: Anything) -> Anything:
    """Take a mask that was read off, or a truth, as ones and zeros."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, Reading) and isinstance(value.value, np.ndarray):
        return replace(value, data=value.value.astype(np.float64), cell=None)
    return value


def is_setting(value: Anything) -> bool:
    """Tell a number that the program only set, or read, from a tensor of the graph."""
    match value:
        case Given():
            return value.written and is_number(value.data)
        case Reading():
            return is_number(value.value)
    return is_number(value)


def is_plain(value: Anything) -> bool:
    """Tell whether a value, a list included, stands outside of the graph."""
    if isinstance(value, LIST):
        return all(map(is_plain, value))
    return not isinstance(value, GRAPH)


def is_list(value: Anything) -> bool:
    """Tell a list or a tuple: one of Python's, which no name has made a tensor of."""
    return isinstance(value, LIST)


def is_sequence(value: Anything) -> bool:
    """Tell a list, a tuple or a range."""
    return isinstance(value, SEQUENCE)


def shape_of(values: Sequence[Any]) -> tuple[int, ...]:
    """Take sizes as a shape, given loose or as one list. Raises EngineError."""
    if len(values) == 1 and (is_sequence(values[0]) or np.ndim(values[0]) == 1):
        values = values[0]
    if len(values) > MOST_SIZES:
        raise EngineError(
            f"{len(values)} sizes are too many", code="arguments", hint=f"Up to {MOST_SIZES} fit."
        )
    sizes = tuple(whole(value, "a size") for value in values)
    for size in sizes:
        if size < 0:
            raise EngineError(f"a size is {size}", code="arguments", hint="Sizes are 0 or more.")
    return sizes
