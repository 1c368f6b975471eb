"""What is known of the activation ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("elu", [[0.0, 1.0]], {"alpha": 0.5}, [[0.5, 1]]),
    ("selu", [[0.0, 1.0]], {}, [[1.7580993408473766, 1.0507009873554805]]),
    ("celu", [[0.0, 1.0]], {"alpha": 0.5}, [[1, 1]]),
    ("softsign", [[0.0, -1.0]], {}, [[1, 0.25]]),
    ("tanhshrink", [[0.0, inf]], {}, [[0, 1]]),
]

ENDS: list[Row] = [
    ("sigmoid", [[-inf, inf, -745.0, nan]], {}, [0.0, 1.0, 0.0, nan]),
    ("logsigmoid", [[-inf, inf, -800.0, nan]], {}, [-inf, -0.0, -800.0, nan]),
    ("softplus", [[-inf, inf, 800.0, nan]], {}, [0.0, inf, 800.0, nan]),
    ("elu", [[-inf, inf, -0.0, nan]], {}, [-1.0, inf, -0.0, nan]),
    ("selu", [[-inf, inf, -0.0, nan]], {}, [-1.7580993408473766, inf, -0.0, nan]),
    ("celu", [[-inf, inf, -0.0, nan]], {"alpha": 0.5}, [-0.5, inf, -0.0, nan]),
    ("mish", [[inf, 800.0, -800.0, -0.0, nan]], {}, [inf, 800.0, -0.0, -0.0, nan]),
    ("softsign", [[1e308, -1e308, -0.0, nan]], {}, [1.0, -1.0, -0.0, nan]),
    ("tanhshrink", [[inf, -inf, 800.0, 0.0, nan]], {}, [inf, -inf, 799.0, 0.0, nan]),
    ("gelu", [[inf, 40.0, -40.0, nan]], {}, [inf, 40.0, -0.0, nan]),
    ("silu", [[inf, 800.0, nan]], {}, [inf, 800.0, nan]),
]

SETTINGS: list[Refusal] = [
    ("celu", ((3,),), {"alpha": 0.0}, "alpha is 0"),
    ("gelu", ((3,),), {"approximate": "sigmoid"}, "approximate is 'sigmoid'"),
    ("softplus", ((3,),), {"beta": 0.0}, "beta is 0"),
]
