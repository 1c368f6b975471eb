"""What NumPy gives as a view is a view here: the page shows who shares whose memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import apply, tensor

STACK = np.arange(24.0).reshape(2, 3, 4)

VIEWS: list[tuple[str, dict[str, Any]]] = [
    ("array_split", {"sections": 2}),
    ("broadcast_to", {"shape": (5, 2, 3, 4)}),
    ("chunk", {"chunks": 2, "axis": 1}),
    ("expand_dims", {"axis": 0}),
    ("flatten", {}),
    ("flip", {"axis": 1}),
    ("getitem", {"key": (slice(None), 1, slice(None, None, -2))}),
    ("meshgrid", {}),
    ("moveaxis", {"source": 0, "destination": -1}),
    ("reshape", {"shape": (6, 4)}),
    ("rot90", {"k": 1}),
    ("rot90", {"k": 2, "axes": (1, 2)}),
    ("split", {"sections": (1, 2), "axis": -1}),
    ("squeeze", {}),
    ("swapaxes", {"axis1": 0, "axis2": 1}),
    ("transpose", {}),
    ("unbind", {"axis": 1}),
    ("view", {"shape": (24,)}),
]


@pytest.mark.parametrize(("name", "constants"), VIEWS)
def test_it_is_a_view(name: str, constants: dict[str, Any]) -> None:
    x = tensor(STACK[0, 0] if name == "meshgrid" else STACK)
    made = apply(name, x, **constants)
    for output in made if isinstance(made, tuple) else (made,):
        assert np.shares_memory(output.value, x.value)


COPIES = [
    ("masked_fill", (0.0, 1.0), {}),
    ("pad", (), {"pad_width": 0}),
    ("roll", (), {"shift": 0}),
    ("scatter_add", ([[[0.0]]], [[[0.0]]]), {"axis": 0}),
    ("take", ([0.0],), {"axis": 0}),
]


@pytest.mark.parametrize(("name", "others", "constants"), COPIES)
def test_it_is_a_copy(name: str, others: tuple[Any, ...], constants: dict[str, Any]) -> None:
    x = tensor(STACK)
    assert not np.shares_memory(apply(name, x, *others, **constants).value, x.value)
