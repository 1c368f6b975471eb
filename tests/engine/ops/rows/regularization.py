"""What is known of the regularization ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("dropout", [[1.0, 2.0]], {"p": 1.0}, [[0, 0]]),
    ("dropout", [[1.0, 2.0]], {"p": 0.0}, [[1, 1]]),
    ("dropout", [[1.0, 2.0]], {"training": False}, [[1, 1]]),
]

ENDS: list[Row] = [
    ("dropout", [[-0.0, inf, nan]], {"p": 0.0}, [-0.0, inf, nan]),
    ("dropout", [[-0.0, inf, nan]], {"p": 1.0}, [-0.0, nan, nan]),
    ("dropout", [[-0.0, inf, nan]], {"training": False}, [-0.0, inf, nan]),
    ("local_response_norm", [[[[-0.0], [nan], [1.0], [2.0]]]],
     {"size": 2, "alpha": 2.0, "beta": 1.0}, [[[-0.0], [nan], [nan], [1 / 3]]]),
    ("local_response_norm", [[[[inf], [0.0], [2.0]]]], {"size": 2, "alpha": 2.0, "beta": 0.5},
     [[[nan], [0.0], [2 / 5**0.5]]]),
]  # fmt: skip

REFUSALS: list[Refusal] = [
    ("local_response_norm", ((4, 6),), {"size": 2},
     "a tensor of (4, 6) is no batch of signals or images"),
]  # fmt: skip

SETTINGS: list[Refusal] = [
    ("dropout", ((3,),), {"p": 1.5}, "p is 1.5"),
    ("dropout", ((3,),), {"p": -0.25}, "p is -0.25"),
    ("dropout", ((3,),), {"seed": -1}, "seed is -1"),
    ("local_response_norm", ((1, 2, 3),), {"size": 0}, "size is 0"),
]
