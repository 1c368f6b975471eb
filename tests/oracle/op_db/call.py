"""A call of one of our ops, made of a sample of PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """A call of our op, on numbers and tensors of PyTorch.

    Where PyTorch's function does more than the op, ``then(output, *others)`` does the rest. Where
    two right answers differ, ``seen(*outputs)`` gives what is compared, of both.
    """

    inputs: tuple[Any, ...]
    constants: dict[str, Any] = field(default_factory=dict)
    others: tuple[Any, ...] = ()
    then: Callable[..., Any] = lambda output: output
    seen: Callable[..., Any] | None = None


class NotTakenError(Exception):
    """A sample that our op has no word for; it says why."""
