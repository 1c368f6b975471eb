"""What is known of the loss ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

KINKS: list[Row] = [
    ("l1", [[1.0, 2.0], [1.0, 0.0]], {"reduction": "sum"}, [[0, 1], [0, -1]]),
    ("huber", [[1.0, -3.0], [0.0, 0.0]], {"reduction": "sum"}, [[1, -1], [-1, 1]]),
    ("binary_cross_entropy", [[0.0, 1.0], [0.0, 1.0]], {}, [[0, 0], [inf, -inf]]),
]

REFUSALS: list[Refusal] = [
    ("mse", ((3,), (3, 1)), {}, "an output of (3,) and a target of (3, 1)"),
    ("cross_entropy", ((2, 3), (3,)), {}, "scores of (2, 3) and labels of (3,)"),
]

SETTINGS: list[Refusal] = [
    ("mse", ((3,), (3,)), {"reduction": "median"}, "reduction is 'median'"),
]

VALUES: list[ValueRefusal] = [
    ("nll", ([[0.5, 0.5]], [2.0]), {}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [0.5]), {}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [float("nan")]), {}, "a label is not among the 2 classes"),
]
