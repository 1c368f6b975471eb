"""What is known of the ordering ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("sort", [[2.0, 1.0, 2.0, 0.0]], {}, [[1, 1, 1, 1]]),
    ("max_at", [[3.0, 1.0, 3.0]], {"axis": 0}, [[1, 0, 0]]),
    ("min_at", [[[3.0, 1.0, 1.0], [0.0, 0.0, 1.0]]], {"axis": 1}, [[[0, 1, 0], [1, 0, 0]]]),
    ("median_at", [[2.0, 1.0, 2.0, 3.0]], {"axis": 0}, [[1, 0, 0, 0]]),
]

ENDS: list[Row] = [
    ("sort", [[nan, inf, -0.0, 0.0, -inf]], {}, [-inf, -0.0, 0.0, inf, nan]),
    ("sort", [[0.0, -0.0, nan, 1.0]], {"descending": True}, [nan, 1.0, 0.0, -0.0]),
    ("argsort", [[2.0, 1.0, 2.0, nan]], {}, [1, 0, 2, 3]),
    ("argsort", [[2.0, 1.0, 2.0, nan]], {"descending": True}, [3, 0, 2, 1]),
]

REFUSALS: list[Refusal] = [
    ("sort", ((),), {}, "axis -1 of a tensor of rank 0"),
    ("argsort", ((2,),), {"axis": 1}, "axis 1 of a tensor of rank 1"),
    ("topk", ((2, 3),), {"k": 4}, "k is 4, and there are 3 elements along axis -1"),
    ("topk", ((2, 3),), {"k": -1}, "k is -1, and there are 3 elements along axis -1"),
    ("max_at", ((2, 0),), {"axis": 1}, "no elements along axis 1"),
    ("median_at", ((2, 0),), {"axis": 2}, "axis 2 of a tensor of rank 2"),
]
