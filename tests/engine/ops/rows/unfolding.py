"""What is known of unfold and fold at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("unfold", [[[[nan, -0.0, -inf]]]], {"kernel_size": (1, 2)}, [[nan, -0.0], [-0.0, -inf]]),
    (
        "fold",
        [[[nan, 1.0], [2.0, inf]]],
        {"output_size": (1, 3), "kernel_size": (1, 2)},
        [[[nan, 3.0, inf]]],
    ),
]

REFUSALS: list[Refusal] = [
    ("unfold", ((4, 4),), {"kernel_size": 2}, "an input of (4, 4)"),
    ("unfold", ((1, 2, 3),), {"kernel_size": 3}, "a kernel of 3 × 3 on an input of 2 × 3"),
    ("fold", ((4,),), {"output_size": 3, "kernel_size": 2}, "columns of (4,)"),
    (
        "fold",
        ((4, 5),),
        {"output_size": 3, "kernel_size": 2},
        "columns of (4, 5) for 4 windows of 4 elements",
    ),
    (
        "fold",
        ((5, 4),),
        {"output_size": 3, "kernel_size": 2},
        "columns of (5, 4) for 4 windows of 4 elements",
    ),
]
