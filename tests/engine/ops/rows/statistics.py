"""What is known of the statistics ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("median", [[2.0, 2.0, 1.0, 3.0]], {}, [[0.5, 0.5, 0, 0]]),
    ("median", [[3.0, 1.0, 2.0, 2.0]], {"lower": True}, [[0, 0, 0.5, 0.5]]),
    ("median", [[1.0, nan, 2.0]], {"lower": True}, [[0, 1, 0]]),
    ("std", [[2.0, 2.0]], {}, [[0, 0]]),
]

ENDS: list[Row] = [
    ("median", [[nan, 1.0, 2.0, inf]], {}, nan),
    ("median", [[-inf, 1.0, 2.0, inf]], {}, 1.5),
    ("median", [[-inf, inf]], {"lower": True}, -inf),
    ("median", [[1e308, 1.5e308, 1.7e308]], {}, 1.5e308),
]

REFUSALS: list[Refusal] = [
    ("median", ((2, 0),), {"axis": 1}, "no elements along axis 1"),
]
