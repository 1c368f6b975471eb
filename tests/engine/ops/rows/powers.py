"""What is known of the powers ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, log, nan

import numpy as np

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("sqrt", [[0.0, 4.0]], {}, [[inf, 0.25]]),
    ("reciprocal", [[0.0, 2.0]], {}, [[-inf, -0.25]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.5}, [[inf, 0.5 / np.sqrt(2)]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.0}, [[0, 0]]),
    ("pow", [[0.0, 2.0]], {"exponent": 1.0}, [[1, 1]]),
    ("power", [[0.0, 0.0], [2.0, 0.0]], {}, [[0, 0], [0, 0]]),
    ("power", [[nan, 0.0], [0.0, 1.0]], {}, [[0, 1], [nan, 0]]),
    ("power", [5e-324, 0.0], {}, [0, log(5e-324)]),
    ("rsqrt", [[0.0, 4.0]], {}, [[-inf, -1 / 16]]),
    ("hypot", [[0.0, 0.0], [0.0, -2.0]], {}, [[nan, 0], [nan, -1]]),
]

ENDS: list[Row] = [
    ("sqrt", [[-0.0, inf, -1.0, nan]], {}, [-0.0, inf, nan, nan]),
    ("cbrt", [[-0.0, -inf, nan, 1e-300, -1e300]], {}, [-0.0, -inf, nan, 1e-100, -1e100]),
    ("rsqrt", [[0.0, inf, -1.0, nan]], {}, [inf, 0.0, nan, nan]),
    (
        "hypot",
        [[3e200, 3e-200, -inf, -0.0], [4e200, -4e-200, nan, 0.0]],
        {},
        [5e200, 5e-200, inf, 0.0],
    ),
    ("reciprocal", [[0.0, -0.0, inf, -inf]], {}, [inf, -inf, 0.0, -0.0]),
]
