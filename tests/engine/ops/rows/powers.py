"""What is known of the powers ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("sqrt", [[0.0, 4.0]], {}, [[inf, 0.25]]),
    ("reciprocal", [[0.0, 2.0]], {}, [[-inf, -0.25]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.5}, [[inf, 0.5 / np.sqrt(2)]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.0}, [[0, 0]]),
    ("pow", [[0.0, 2.0]], {"exponent": 1.0}, [[1, 1]]),
    ("power", [[0.0, 0.0], [2.0, 0.0]], {}, [[0, 0], [0, 0]]),
]

ENDS: list[Row] = [
    ("sqrt", [[-0.0, inf, -1.0, nan]], {}, [-0.0, inf, nan, nan]),
    ("reciprocal", [[0.0, -0.0, inf, -inf]], {}, [inf, -inf, 0.0, -0.0]),
]
