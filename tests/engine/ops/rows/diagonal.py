"""What is known of the ops on diagonals at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("trace", [[[inf, nan], [nan, 1.0]]], {}, inf),
    ("diag", [[-0.0, nan]], {}, [[-0.0, 0.0], [0.0, nan]]),
    ("diagonal", [[[-0.0, 1.0], [1.0, inf]]], {}, [-0.0, inf]),
    ("triu", [[[-0.0, nan], [nan, inf]]], {}, [[-0.0, nan], [0.0, inf]]),
    ("tril", [[[-0.0, nan], [inf, -inf]]], {}, [[-0.0, 0.0], [inf, -inf]]),
]

REFUSALS: list[Refusal] = [
    ("trace", ((3,),), {}, "a diagonal needs a matrix, not a tensor of rank 1"),
    ("trace", ((3, 3),), {"axis1": 1}, "an axis is named twice"),
    ("trace", ((3, 3),), {"axis2": 2}, "axis 2 of a tensor of rank 2"),
    ("diagonal", ((),), {}, "a diagonal needs a matrix, not a tensor of rank 0"),
    ("diagonal", ((2, 3, 3),), {"axis1": 1, "axis2": -2}, "an axis is named twice"),
    ("diag", ((),), {}, "a tensor of rank 0"),
    ("diag", ((2, 3, 3),), {}, "a tensor of rank 3"),
    ("triu", ((3,),), {}, "a triangle of a tensor of rank 1"),
    ("tril", ((),), {}, "a triangle of a tensor of rank 0"),
]
