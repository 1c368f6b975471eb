"""What is known of the elementwise ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("log2", [[0.0, -1.0]], {}, [[inf, -1 / np.log(2)]]),
    ("log10", [[0.0, -1.0]], {}, [[inf, -1 / np.log(10)]]),
    ("log1p", [[-1.0, -2.0]], {}, [[inf, -1]]),
    ("log", [[0.0, 2.0]], {}, [[inf, 0.5]]),
    (
        "logaddexp",
        [[inf, 0.0, -inf, 0.0], [inf, 800.0, -inf, -inf]],
        {},
        [[nan, 0, nan, 1], [nan, 1, nan, 0]],
    ),
]

ENDS: list[Row] = [
    ("exp", [[-inf, inf, nan, 710.0]], {}, [0.0, inf, nan, inf]),
    ("exp2", [[-inf, inf, nan, 1024.0, -1074.0]], {}, [0.0, inf, nan, inf, 5e-324]),
    ("expm1", [[-inf, -0.0, 1e-300]], {}, [-1.0, -0.0, 1e-300]),
    ("log", [[0.0, inf, -1.0, nan]], {}, [-inf, inf, nan, nan]),
    ("log1p", [[-1.0, -0.0, 1e-300, -2.0]], {}, [-inf, -0.0, 1e-300, nan]),
    (
        "logaddexp",
        [[inf, -inf, -inf, 1e300, nan], [inf, -inf, 1.0, 1e300, 1.0]],
        {},
        [inf, -inf, 1.0, 1e300, nan],
    ),
    ("erf", [[-inf, inf, -0.0, nan, 1e-300]], {}, [-1.0, 1.0, -0.0, nan, 2e-300 / np.sqrt(np.pi)]),
]
