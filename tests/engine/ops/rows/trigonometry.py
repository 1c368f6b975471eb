"""What is known of the trigonometry ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("degrees", [1.0], {}, [180 / np.pi]),
    ("arctan2", [[0.0, 0.0, 1.0], [0.0, -2.0, 0.0]], {}, [[0, -0.5, 0], [0, 0, -1]]),
    ("arccos", [[1.0, -1.0, 2.0]], {}, [[-inf, -inf, nan]]),
    ("arcsin", [[1.0, 0.0]], {}, [[inf, 1]]),
    ("sinc", [0.0], {}, [0.0]),
]

ENDS: list[Row] = [
    (
        "arctan2",
        [[0.0, -0.0, 0.0, -0.0, inf, 1.0], [1.0, 1.0, -1.0, -1.0, inf, -inf]],
        {},
        [0.0, -0.0, np.pi, -np.pi, np.pi / 4, np.pi],
    ),
    ("sinc", [[0.0, -0.0, 1e-300, inf, nan]], {}, [1.0, 1.0, 1.0, nan, nan]),
    ("sinc", [[0.0, -0.0, 1e-300, nan]], {"order": 2}, [-(np.pi**2) / 3] * 3 + [nan]),
    (
        "sinc",
        [[0.0, 1e-200, -1e-200]],
        {"order": 3},
        [0.0, np.pi**4 / 5 * 1e-200, -(np.pi**4) / 5 * 1e-200],
    ),
    ("sin", [[-0.0, inf, nan]], {}, [-0.0, nan, nan]),
]

SETTINGS: list[Refusal] = [
    ("sinc", ((3,),), {"order": 9}, "a derivative of the order 9"),
    ("sinc", ((3,),), {"order": -1}, "a derivative of the order -1"),
]
