"""What is known of adaptive pooling at special points, and what it refuses."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("adaptive_avg_pool1d", [[[nan, 1.0, 2.0, -inf]]], {"output_size": 4}, [[nan, 1.0, 2.0, -inf]]),
    ("adaptive_avg_pool1d", [[[nan, 1.0, 2.0, 4.0]]], {"output_size": 3}, [[nan, 1.5, 3.0]]),
]

REFUSALS: list[Refusal] = [
    ("adaptive_avg_pool2d", ((4, 4),), {"output_size": 2}, "an input of (4, 4)"),
    ("adaptive_avg_pool1d", ((4, 0),), {"output_size": 2}, "an input of (4, 0)"),
]

SETTINGS: list[Refusal] = [
    ("adaptive_avg_pool2d", ((1, 4, 4),), {"output_size": (2, 0)}, "output_size is (2, 0)"),
    ("adaptive_avg_pool2d", ((1, 4, 4),), {"output_size": None}, "output_size is None"),
    (
        "adaptive_avg_pool2d",
        ((1, 4, 4),),
        {"output_size": (1, 2, 3)},
        "output_size is (1, 2, 3) for 2 axes",
    ),
]
