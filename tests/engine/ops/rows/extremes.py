"""What is known of the extremes ops at special points, and what they refuse."""

from __future__ import annotations

from math import nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("max", [[3.0, 1.0, 3.0, 3.0]], {}, [[1 / 3, 0, 1 / 3, 1 / 3]]),
    ("min", [[[1.0, 1.0], [2.0, 0.0]]], {"axis": 1}, [[[0.5, 0.5], [0, 1]]]),
]

ENDS: list[Row] = [
    ("max", [[nan, 1.0]], {}, nan),
]

REFUSALS: list[Refusal] = [
    ("argmax", ((0,),), {}, "no elements to choose from"),
]
