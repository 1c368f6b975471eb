"""What is known of the pooling ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    (
        "max_pool1d",
        [[[1.0, 1.0, 0.0, 2.0, 2.0, 2.0]]],
        {"kernel_size": 3},
        [[[1, 0, 0, 1, 0, 0]]],
    ),
    ("max_pool1d", [[[-0.0, 0.0, -inf, -inf]]], {"kernel_size": 2}, [[[1, 0, 1, 0]]]),
    ("max_pool1d", [[[nan, 1.0, nan, 2.0]]], {"kernel_size": 4}, [[[0, 0, 1, 0]]]),
    (
        "max_pool2d",
        [[[[3.0, 3.0], [3.0, 3.0]]]],
        {"kernel_size": 2, "stride": 1, "padding": 1},
        [[[[4, 2], [2, 1]]]],
    ),
]

ENDS: list[Row] = [
    ("max_pool1d", [[[-inf, -inf, nan, 1.0, inf, 0.0]]], {"kernel_size": 2}, [[-inf, nan, inf]]),
    ("avg_pool1d", [[[-inf, 1.0, nan, 1.0, 1e308, 0.0]]], {"kernel_size": 2}, [[-inf, nan, 5e307]]),
    ("avg_pool1d", [[[nan, 1.0, 2.0, 3.0]]], {"kernel_size": 2, "stride": 1}, [[nan, 1.5, 2.5]]),
]

REFUSALS: list[Refusal] = [
    ("max_pool2d", ((4, 4),), {"kernel_size": 2}, "an input of (4, 4)"),
    ("avg_pool1d", ((1, 2, 3, 4),), {"kernel_size": 2}, "an input of (1, 2, 3, 4)"),
    ("max_pool2d", ((1, 3, 4),), {"kernel_size": 4}, "a kernel of 4 × 4 on an input of 3 × 4"),
    (
        "max_pool1d",
        ((1, 1),),
        {"kernel_size": 2, "padding": 1, "dilation": 2},
        "a window steps over all of 1 elements",
    ),
]

SETTINGS: list[Refusal] = [
    ("max_pool1d", ((1, 9),), {"kernel_size": 0}, "kernel_size is 0"),
    (
        "max_pool1d",
        ((1, 9),),
        {"kernel_size": 3, "padding": 2},
        "padding is (2,) for windows of (3,)",
    ),
    (
        "avg_pool2d",
        ((1, 9, 9),),
        {"kernel_size": (2, 4), "padding": 2},
        "padding is (2, 2) for windows of (2, 4)",
    ),
    (
        "avg_pool2d",
        ((1, 9, 9),),
        {"kernel_size": 2, "divisor_override": 0},
        "divisor_override is 0",
    ),
]
