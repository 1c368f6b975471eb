"""What is known of the reduction ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("prod", [[0.0, 2.0, 3.0]], {}, [[6, 0, 0]]),
    ("prod", [[0.0, 2.0, 0.0]], {}, [[0, 0, 0]]),
    ("cumprod", [[2.0, 0.0, 3.0, 0.0]], {}, [[1, 8, 0, 0]]),
    ("norm", [[0.0, 0.0]], {}, [[0, 0]]),
    ("norm", [[0.0, -2.0, 3.0]], {"ord": 1}, [[0, -1, 1]]),
]

ENDS: list[Row] = [
    ("sum", [[inf, -inf]], {}, nan),
    ("cumprod", [[-0.0, 2.0, inf]], {}, [-0.0, -0.0, nan]),
    ("cumsum", [[inf, -inf, 1.0]], {}, [inf, nan, nan]),
]

REFUSALS: list[Refusal] = [
    ("sum", ((2, 3),), {"axis": (0, 0)}, "an axis is named twice"),
    ("sum", ((),), {"axis": 0}, "axis 0 of a tensor of rank 0"),
]

SETTINGS: list[Refusal] = [
    ("norm", ((3,),), {"ord": 0.5}, "the order of the norm is 0.5"),
    ("norm", ((3,),), {"ord": float("inf")}, "the order of the norm is inf"),
    (
        "norm",
        ((3, 3),),
        {"ord": 1},
        "an order of the norm over several axes means different things to different people",
    ),
]
