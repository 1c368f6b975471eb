"""What is known of the rectifier ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("relu", [[-1.0, 0.0, -0.0, 1.0]], {}, [[0, 0, 0, 1]]),
    ("leaky_relu", [[-1.0, 0.0, 1.0]], {"negative_slope": 0.1}, [[0.1, 0.1, 1]]),
    ("hardtanh", [[-2.0, -1.0, 0.0, 1.0, 2.0]], {}, [[0, 0, 1, 0, 0]]),
    ("prelu", [[[-1.0, 0.0, 2.0]], [0.25, 0.5, 0.1]], {}, [[[0.25, 0.5, 1]], [-1, 0, 0]]),
    ("relu6", [[-1.0, 0.0, 1.0, 6.0, 7.0]], {}, [[0, 0, 1, 0, 0]]),
    ("hardsigmoid", [[-3.0, 3.0, 4.0]], {}, [[0, 0, 0]]),
    ("hardswish", [[-3.0, 0.0, 3.0, 4.0]], {}, [[0, 0.5, 1, 1]]),
    ("softshrink", [[-0.5, 0.0, 0.5, 1.0]], {}, [[0, 0, 0, 1]]),
    ("hardshrink", [[-0.5, 0.0, 0.5, 1.0]], {}, [[0, 0, 0, 1]]),
    ("threshold", [[-1.0, 0.5, 1.0]], {"threshold": 0.5, "value": 9.0}, [[0, 0, 1]]),
]

ENDS: list[Row] = [
    ("relu", [[-inf, inf, nan]], {}, [0.0, inf, nan]),
    ("leaky_relu", [[-inf, inf, nan]], {}, [-inf, inf, nan]),
    ("prelu", [[-inf, inf, nan, -0.0], 0.5], {}, [-inf, inf, nan, -0.0]),
    ("relu6", [[-inf, inf, nan, 1e-300]], {}, [0.0, 6.0, nan, 1e-300]),
    ("hardsigmoid", [[-inf, inf, nan, -0.0]], {}, [0.0, 1.0, nan, 0.5]),
    ("hardswish", [[-inf, inf, nan, -0.0, 1e300]], {}, [-0.0, inf, nan, -0.0, 1e300]),
    ("softshrink", [[-inf, inf, nan, 0.25]], {}, [-inf, inf, nan, 0.0]),
    ("hardshrink", [[-inf, inf, nan, 0.25]], {}, [-inf, inf, nan, 0.0]),
    ("threshold", [[-inf, inf, nan]], {"threshold": 0.5, "value": 9.0}, [9.0, inf, nan]),
    ("hardtanh", [[-inf, inf, nan, -0.0]], {}, [-1.0, 1.0, nan, -0.0]),
]

REFUSALS: list[Refusal] = [
    ("prelu", ((2, 3), (2,)), {}, "weights of (2,) for a tensor of (2, 3)"),
    ("prelu", ((3,), (3,)), {}, "weights of (3,) for a tensor of (3,)"),
    ("prelu", ((2, 3), (1, 3)), {}, "weights of (1, 3) for a tensor of (2, 3)"),
]

SETTINGS: list[Refusal] = [
    ("softshrink", ((3,),), {"lambd": -0.5}, "lambd is -0.5"),
]
