"""What is known of the activation ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("elu", [[0.0, 1.0]], {"alpha": 0.5}, [[0.5, 1]]),
]

ENDS: list[Row] = [
    ("sigmoid", [[-inf, inf, -745.0, nan]], {}, [0.0, 1.0, 0.0, nan]),
    ("logsigmoid", [[-inf, inf, -800.0, nan]], {}, [-inf, -0.0, -800.0, nan]),
    ("softplus", [[-inf, inf, 800.0, nan]], {}, [0.0, inf, 800.0, nan]),
    ("elu", [[-inf, inf, nan]], {}, [-1.0, inf, nan]),
    ("gelu", [[inf, 40.0, -40.0, nan]], {}, [inf, 40.0, -0.0, nan]),
    ("silu", [[inf, 800.0, nan]], {}, [inf, 800.0, nan]),
]

SETTINGS: list[Refusal] = [
    ("gelu", ((3,),), {"approximate": "sigmoid"}, "approximate is 'sigmoid'"),
]
