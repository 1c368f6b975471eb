"""What is known of the arithmetic ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("div", [[1.0, 0.0, -1.0], [0.0, 0.0, -0.0]], {}, [[inf, inf, -inf], [-inf, nan, inf]]),
    ("mod", [[1.0, -5.5], [0.1, 2.0]], {}, [[1, 1], [-9, 3]]),
    ("fmod", [[-5.5, 5.5], [2.0, -2.0]], {}, [[1, 1], [2, 2]]),
    ("lerp", [0.0, 1.0, [0.0, 0.5, 1.0]], {}, [1.5, 1.5, [1, 1, 1]]),
]

ENDS: list[Row] = [
    ("neg", [[0.0, inf, nan]], {}, [-0.0, -inf, nan]),
    (
        "mod",
        [[1.0, -5.0, 5.0, -0.0, 1.0], [0.1, inf, -3.0, 2.0, 0.0]],
        {},
        [1 % 0.1, inf, -1.0, 0.0, nan],
    ),
    (
        "fmod",
        [[1.0, -5.0, 5.0, -0.0, 1.0], [0.1, inf, -3.0, 2.0, 0.0]],
        {},
        [1 % 0.1, -5.0, 2.0, -0.0, nan],
    ),
    ("floor_divide", [[1.0, -5.5, 5.0, -0.0], [0.1, 2.0, inf, 3.0]], {}, [9.0, -3.0, 0.0, -0.0]),
    ("lerp", [[1e300, 0.1, -inf], [-1e300, 0.7, 1.0], [0.5, 1.0, 1.0]], {}, [0.0, 0.7, nan]),
]
