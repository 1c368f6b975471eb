"""What is known of the extension ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

KINKS: list[Row] = [
    ("pad", [[1.0, 2.0, 3.0]], {"pad_width": (2, 1), "mode": "reflect"}, [[1, 3, 2]]),
    ("pad", [[1.0, 2.0, 3.0]], {"pad_width": (2, 1), "mode": "edge"}, [[3, 1, 2]]),
]

THREE = [1.0, 2.0, 3.0]

ENDS: list[Row] = [
    ("pad", [[-0.0, nan]], {"pad_width": 1, "constant_values": -inf}, [-inf, -0.0, nan, -inf]),
    ("pad", [[-0.0, inf]], {"pad_width": (0, 3), "mode": "wrap"}, [-0.0, inf, -0.0, inf, -0.0]),
    ("pad", [THREE], {"pad_width": (5, 0), "mode": "reflect"}, [2, 1, 2, 3, 2, 1, 2, 3]),
    ("pad", [THREE], {"pad_width": (0, 4), "mode": "symmetric"}, [1, 2, 3, 3, 2, 1, 1]),
    ("pad", [THREE], {"pad_width": (4, 0), "mode": "wrap"}, [3, 1, 2, 3, 1, 2, 3]),
    ("pad", [[5.0]], {"pad_width": 2, "mode": "reflect"}, [5, 5, 5, 5, 5]),
    ("pad", [1.5], {"pad_width": 2}, 1.5),
]

REFUSALS: list[Refusal] = [
    ("repeat", ((2,),), {"repeats": -1}, "-1 repeats"),
    ("repeat", ((2, 3),), {"repeats": (1, 2), "axis": 1}, "2 repeats for 3 slices"),
    ("tile", ((2,),), {"reps": (2, -1)}, "(2, -1) repeats"),
    (
        "pad",
        ((2, 3),),
        {"pad_width": ((1, 1), (1, 1), (1, 1))},
        "widths ((1, 1), (1, 1), (1, 1)) for a tensor of rank 2",
    ),
    ("pad", ((2, 3),), {"pad_width": (1, (2, 3))}, "widths (1, (2, 3)) for a tensor of rank 2"),
    ("pad", ((3,),), {"pad_width": (1, -1)}, "widths (1, -1)"),
    ("pad", ((),), {"pad_width": -1}, "widths -1"),
    (
        "pad",
        ((2, 0),),
        {"pad_width": 1, "mode": "edge"},
        "no elements along axis 1 to continue with",
    ),
]

SETTINGS: list[Refusal] = [
    ("pad", ((3,),), {"pad_width": 1, "mode": "mirror"}, "mode is 'mirror'"),
]
