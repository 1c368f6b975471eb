"""What is known of the trigonometry ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from tests.engine.ops.rows import Row

KINKS: list[Row] = [
    ("degrees", [1.0], {}, [180 / np.pi]),
]

ENDS: list[Row] = [
    ("sin", [[-0.0, inf, nan]], {}, [-0.0, nan, nan]),
]
