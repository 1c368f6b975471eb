"""What is known of the hyperbolic ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("arccosh", [[1.0, 0.5]], {}, [[inf, nan]]),
    ("arctanh", [[1.0, 0.0]], {}, [[inf, 1]]),
]

ENDS: list[Row] = [
    (
        "arcsinh",
        [[-0.0, -inf, nan, 1e-300, 1e300]],
        {},
        [-0.0, -inf, nan, 1e-300, np.log(2) + 300 * np.log(10)],
    ),
    ("arccosh", [[1.0, inf, 0.5, nan]], {}, [0.0, inf, nan, nan]),
    ("arctanh", [[1.0, -1.0, -0.0, 1e-300, 2.0]], {}, [inf, -inf, -0.0, 1e-300, nan]),
    ("tanh", [[-inf, inf, -0.0, nan]], {}, [-1.0, 1.0, -0.0, nan]),
]
