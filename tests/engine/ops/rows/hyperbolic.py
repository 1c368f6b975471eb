"""What is known of the hyperbolic ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Row

ENDS: list[Row] = [
    ("tanh", [[-inf, inf, -0.0, nan]], {}, [-1.0, 1.0, -0.0, nan]),
]
