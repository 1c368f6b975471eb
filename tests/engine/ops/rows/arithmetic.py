"""What is known of the arithmetic ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Row

ENDS: list[Row] = [
    ("neg", [[0.0, inf, nan]], {}, [-0.0, -inf, nan]),
]
