"""What the losses on class labels refuse, and what they give at special points."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

KINKS: list[Row] = [
    ("nll", [[[0.5, -1.0], [1.0, 2.0]], [1.0, -100.0]], {}, [[[0, -1], [0, 0]], None]),
    ("cross_entropy", [[[0.0, 0.0], [1.0, 2.0]], [1.0, -100.0]], {},
     [[[0.5, -0.5], [0, 0]], None]),
    ("cross_entropy", [[[0.0, 0.0]], [1.0]], {"label_smoothing": 0.5},
     [[[0.25, -0.25]], None]),
]  # fmt: skip

ENDS: list[Row] = [
    ("nll", [[[-inf, 0.0], [nan, 1.0]], [1.0, 1.0]], {"reduction": "none"}, [-0.0, -1.0]),
    ("nll", [[[1.0, 0.0]], [-100.0]], {}, nan),
    ("cross_entropy", [[[-inf, 0.0], [1000.0, -1000.0]], [1.0, 1.0]], {"reduction": "none"},
     [-0.0, 2000.0]),
    ("cross_entropy", [[[1.0, 0.0]], [-100.0]], {"reduction": "sum"}, 0.0),
]  # fmt: skip

REFUSALS: list[Refusal] = [
    ("cross_entropy", ((2, 3), (3,)), {}, "scores of (2, 3) and labels of (3,)"),
    ("nll", ((), ()), {}, "scores of () and labels of ()"),
    ("nll", ((0,), ()), {}, "scores of (0,)"),
    ("cross_entropy", ((0, 0), (0,)), {}, "scores of (0, 0)"),
]

SETTINGS: list[Refusal] = [
    ("nll", ((2, 3), (2,)), {"reduction": "batchmean"}, "reduction is 'batchmean'"),
    ("cross_entropy", ((2, 3), (2,)), {"label_smoothing": 1.5}, "label_smoothing is 1.5"),
]

VALUES: list[ValueRefusal] = [
    ("nll", ([[0.5, 0.5]], [2.0]), {}, "a label is not among the 2 classes"),
    ("nll", ([[0.5, 0.5]], [-100.0]), {"ignore_index": 0}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [0.5]), {}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [float("nan")]), {}, "a label is not among the 2 classes"),
]
