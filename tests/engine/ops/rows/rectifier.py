"""What is known of the rectifier ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("relu", [[-1.0, 0.0, -0.0, 1.0]], {}, [[0, 0, 0, 1]]),
    ("leaky_relu", [[-1.0, 0.0, 1.0]], {"negative_slope": 0.1}, [[0.1, 0.1, 1]]),
    ("hardtanh", [[-2.0, -1.0, 0.0, 1.0, 2.0]], {}, [[0, 0, 1, 0, 0]]),
]

ENDS: list[Row] = [
    ("relu", [[-inf, inf, nan]], {}, [0.0, inf, nan]),
    ("leaky_relu", [[-inf, inf, nan]], {}, [-inf, inf, nan]),
    ("hardtanh", [[-inf, inf, nan, -0.0]], {}, [-1.0, 1.0, nan, -0.0]),
]
