"""What is known of the loss ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("l1", [[1.0, 2.0], [1.0, 0.0]], {"reduction": "sum"}, [[0, 1], [0, -1]]),
    ("huber", [[1.0, -3.0], [0.0, 0.0]], {"reduction": "sum"}, [[1, -1], [-1, 1]]),
    ("smooth_l1", [[2.0, -3.0, 1.0], [0.0, 0.0, 0.0]], {"reduction": "sum", "beta": 2.0},
     [[1, -1, 0.5], [-1, 1, -0.5]]),
    ("smooth_l1", [[1.0, 2.0], [1.0, 0.0]], {"reduction": "sum", "beta": 0.0}, [[0, 1], [0, -1]]),
    ("hinge", [[1.0, -1.0, 0.5], [1.0, -1.0, -1.0]], {"reduction": "sum"},
     [[0, 0, 1], [0, 0, -0.5]]),
    ("hinge", [[0.5], [0.0]], {}, [[0], [-0.5]]),
    ("cosine_similarity", [[0.0, 0.0], [3.0, 4.0]], {"axis": 0}, [[0.6e8, 0.8e8], [0, 0]]),
]  # fmt: skip

ENDS: list[Row] = [
    ("mse", [[inf, nan, 1e200], [0.0, 0.0, 0.0]], {"reduction": "none"}, [inf, nan, inf]),
    ("l1", [[-inf, nan, 1e300], [0.0, 0.0, -1e300]], {"reduction": "none"}, [inf, nan, 2e300]),
    ("huber", [[-inf, nan, 1e200], [0.0, 0.0, 0.0]], {"reduction": "none"}, [inf, nan, 1e200]),
    ("smooth_l1", [[inf, nan, 1e200, 1e-100], [0.0, 0.0, 0.0, 0.0]], {"reduction": "none"},
     [inf, nan, 1e200, 5e-201]),
    ("hinge", [[inf, -inf, nan, 1e200], [1.0, 1.0, 1.0, -1.0]], {"reduction": "none"},
     [0.0, inf, nan, 1e200]),
    ("cosine_similarity", [[[3e100, 4e100], [0.0, 0.0]], [[-4e-9, -3e-9], [1.0, 2.0]]], {},
     [-0.48, 0.0]),
]  # fmt: skip

REFUSALS: list[Refusal] = [
    ("mse", ((3,), (3, 1)), {}, "an output of (3,) and a target of (3, 1)"),
    ("cosine_similarity", ((3,), (3,)), {}, "axis 1 of a tensor of rank 1"),
    ("cosine_similarity", ((2, 3), (2, 4)), {}, "sizes 3 and 4 differ along axis -1"),
]

SETTINGS: list[Refusal] = [
    ("mse", ((3,), (3,)), {"reduction": "median"}, "reduction is 'median'"),
    ("mse", ((3,), (3,)), {"reduction": "batchmean"}, "reduction is 'batchmean'"),
    ("huber", ((3,), (3,)), {"delta": 0.0}, "delta is 0"),
    ("smooth_l1", ((3,), (3,)), {"beta": -1.0}, "beta is -1"),
]
