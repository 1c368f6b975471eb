"""What is known of the arrangement ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("flip", [[-0.0, nan, inf]], {}, [inf, nan, -0.0]),
    ("roll", [[-0.0, nan, inf]], {"shift": 1}, [inf, -0.0, nan]),
    ("rot90", [[[-0.0, nan], [-inf, inf]]], {}, [[nan, inf], [-0.0, -inf]]),
]

REFUSALS: list[Refusal] = [
    ("transpose", ((2, 3),), {"axes": (0, 0)}, "axes (0, 0) of a tensor of rank 2"),
    ("swapaxes", ((2, 3),), {"axis1": 0, "axis2": 2}, "axis 2 of a tensor of rank 2"),
    ("moveaxis", ((2, 3),), {"source": (0, 1), "destination": 0}, "2 axes and 1 places"),
    ("moveaxis", ((2, 3),), {"source": (0, -2), "destination": (0, 1)}, "an axis is named twice"),
    ("moveaxis", ((2, 3),), {"source": 0, "destination": 2}, "axis 2 of a tensor of rank 2"),
    ("flip", ((2, 3),), {"axis": (0, 2)}, "axis 2 of a tensor of rank 2"),
    ("roll", ((2, 3),), {"shift": (1, 2, 3), "axis": (0, 1)}, "3 shifts for 2 axes"),
    ("roll", ((2, 3),), {"shift": 1, "axis": -3}, "axis -3 of a tensor of rank 2"),
    ("roll", ((),), {"shift": 1, "axis": 0}, "axis 0 of a tensor of rank 0"),
    ("roll", ((),), {"shift": 1, "axis": ()}, "no axis is named"),
    ("rot90", ((3,),), {}, "axis 1 of a tensor of rank 1"),
    ("rot90", ((2, 3),), {"axes": (0, -2)}, "an axis is named twice"),
    ("rot90", ((2, 3),), {"axes": (0,)}, "1 axes for a plane"),
]
