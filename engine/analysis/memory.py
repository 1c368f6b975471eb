"""Where the numbers of a tensor lie: views share a buffer; strides and offset say how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(slots=True)
class Placement:
    """How a tensor lies in its buffer; ``offset`` and ``strides`` count elements."""

    buffer: int
    offset: int
    strides: tuple[int, ...]
    contiguous: bool


@dataclass(slots=True)
class Memory:
    """Numbers the buffers of a run by first appearance, so that no address leaves the engine."""

    _numbers: dict[int, int] = field(default_factory=dict)
    _alive: list[Any] = field(default_factory=list)

    def place(self, value: np.ndarray[Any, Any]) -> Placement:
        """Say where an array lies."""
        array = value
        root: Any = array
        while isinstance(root.base, np.ndarray):
            root = root.base
        # A number is an address only while its array lives, so the array is kept.
        self._alive.append(root)
        number = self._numbers.setdefault(id(root), len(self._numbers))
        size = array.itemsize
        start = 0 if root is array else _address(array) - _address(root)
        strides = tuple([step // size for step in array.strides])
        return Placement(number, start // size, strides, array.flags.c_contiguous)


def _address(array: np.ndarray[Any, Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
