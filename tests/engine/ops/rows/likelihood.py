"""What is known of the likelihood ops at special points, and what they refuse."""

from __future__ import annotations

from math import exp, inf, log, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("binary_cross_entropy", [[0.0, 1.0], [0.0, 1.0]], {}, [[0, 0], [inf, -inf]]),
    ("poisson_nll", [[0.0, 2.0], [1.0, 2.0]], {"full": True, "reduction": "sum"},
     [[0, exp(2) - 2], [0, log(2) + 0.25 - 2]]),
    ("poisson_nll", [[0.0], [1.0]], {"log_input": False, "eps": 0.5}, [[-1], [log(2)]]),
]  # fmt: skip

ENDS: list[Row] = [
    ("binary_cross_entropy", [[0.0, 1.0, 0.0, 1.0, nan], [0.0, 1.0, 1.0, 0.0, 1.0]],
     {"reduction": "none"}, [0.0, -0.0, 100.0, 100.0, nan]),
    ("binary_cross_entropy_with_logits", [[-800.0, 800.0, inf, nan], [1.0, 0.0, 1.0, 0.0]],
     {"reduction": "none"}, [800.0, 800.0, nan, nan]),
    ("kl_div", [[-1.0, -2.0, -inf, nan], [0.0, 1.0, 0.5, 0.5]], {"reduction": "none"},
     [0.0, 2.0, inf, nan]),
    ("kl_div", [[-1.0, -2.0], [-inf, -800.0]], {"reduction": "none", "log_target": True},
     [nan, -0.0]),
    ("poisson_nll", [[-inf, -800.0, 800.0, nan], [0.0, 2.0, 2.0, 1.0]], {"reduction": "none"},
     [nan, 1600.0, inf, nan]),
    ("poisson_nll", [[0.0, inf, 2.0], [0.0, 1.0, 0.0]], {"reduction": "none", "log_input": False},
     [0.0, nan, 2.0]),
]  # fmt: skip

SETTINGS: list[Refusal] = [
    ("kl_div", ((3,), (3,)), {"reduction": "median"}, "reduction is 'median'"),
]
