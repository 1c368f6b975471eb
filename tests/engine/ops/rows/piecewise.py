"""What is known of the piecewise ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("abs", [[-2.0, 0.0, 2.0]], {}, [[-1, 0, 1]]),
    ("clip", [[-2.0, -1.0, 0.0, 1.0, 2.0]], {"min": -1.0, "max": 1.0}, [[0, 1, 1, 1, 0]]),
    ("clip", [[nan, -inf, inf]], {"min": -1.0}, [[0, 0, 1]]),
    ("maximum", [[1.0, 2.0, 3.0], 2.0], {}, [[0, 0.5, 1], 1.5]),
    ("minimum", [[1.0, 2.0, 3.0], 2.0], {}, [[1, 0.5, 0], 1.5]),
    ("where", [[1.0, 0.0], [inf, nan], [2.0, 3.0]], {}, [None, [1, 0], [0, 1]]),
]

ENDS: list[Row] = [
    ("abs", [[-0.0, -inf, nan]], {}, [0.0, inf, nan]),
    ("sign", [[-inf, 0.0, nan]], {}, [-1.0, 0.0, nan]),
    ("floor", [[-0.0, -inf, nan]], {}, [-0.0, -inf, nan]),
    ("trunc", [[-0.5, -0.0, -inf, nan, 1e300]], {}, [-0.0, -0.0, -inf, nan, 1e300]),
    ("clip", [[-inf, inf, nan]], {}, [-inf, inf, nan]),
    ("round", [[1e300, -inf, nan, -0.0, 2.25]], {"decimals": 15}, [1e300, -inf, nan, -0.0, 2.25]),
    ("round", [[1e300, -inf, nan, -0.25]], {}, [1e300, -inf, nan, -0.0]),
]

SETTINGS: list[Refusal] = [
    ("round", ((2,),), {"decimals": 309}, "decimals is 309"),
    ("round", ((2,),), {"decimals": -(10**9)}, "decimals is -1000000000"),
]
