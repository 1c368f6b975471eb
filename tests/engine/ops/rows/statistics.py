"""What is known of the statistics ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("std", [[2.0, 2.0]], {}, [[0, 0]]),
]
