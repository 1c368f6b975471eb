"""What is known of the shape ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("reshape", [[-0.0, nan, inf]], {"shape": (3,)}, [-0.0, nan, inf]),
]

REFUSALS: list[Refusal] = [
    ("reshape", ((6,),), {"shape": (-1, -1)}, "two sizes are -1"),
    ("reshape", ((6,),), {"shape": (4, -1)}, "6 elements do not divide into (4, -1)"),
    ("flatten", ((2, 3),), {"start_dim": 1, "end_dim": 0}, "axis 1 comes after axis 0"),
    ("broadcast_to", ((3,),), {"shape": (2,)}, "(3,) cannot be broadcast to (2,)"),
    ("broadcast_to", ((3,),), {"shape": (-1, 3)}, "(3,) cannot be broadcast to (-1, 3)"),
    ("expand_dims", ((3,),), {"axis": 2}, "axis 2 of a result of rank 2"),
    ("expand_dims", ((3,),), {"axis": (0, 0)}, "an axis is named twice"),
    ("squeeze", ((2, 3),), {"axis": 0}, "axis 0 of (2, 3) is no axis of size 1"),
    ("squeeze", ((2, 1),), {"axis": (1, -1)}, "an axis is named twice"),
    ("squeeze", ((2, 1),), {"axis": 2}, "axis 2 of a tensor of rank 2"),
]
