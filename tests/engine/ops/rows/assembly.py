"""What is known of the assembly ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

REFUSALS: list[Refusal] = [
    ("stack", ((2,), (3,)), {"axis": 0}, "(2,) and (3,) differ"),
    ("stack", (), {"axis": 0}, "nothing to put together"),
    ("concatenate", ((), ()), {"axis": 0}, "axis 0 of a tensor of rank 0"),
    ("concatenate", ((2, 3), (2,)), {"axis": -1}, "(2, 3) and (2,) do not line up"),
    ("concatenate", ((2, 3), (2, 2)), {"axis": 0}, "(2, 3) and (2, 2) do not line up"),
    ("meshgrid", (), {}, "nothing to make a grid of"),
    ("meshgrid", ((2,), (2, 3)), {}, "coordinates of (2, 3)"),
]

SETTINGS: list[Refusal] = [
    ("meshgrid", ((2,), (3,)), {"indexing": "yx"}, "indexing is 'yx'"),
]
