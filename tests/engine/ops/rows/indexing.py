"""What is known of the indexing ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

REFUSALS: list[Refusal] = [
    ("place_add", ((3,),), {"key": [0], "shape": (4,)}, "(3,) does not fit the places, (1,)"),
    ("getitem", ((3,),), {"key": [0, 3]}, "index 3 is outside axis 0, whose size is 3"),
    ("getitem", ((2, 3),), {"key": (0, ..., ...)}, "`...` stands twice"),
    ("getitem", ((2, 3),), {"key": [True, False, True]}, "a mask of (3,) for (2, 3)"),
    ("getitem", ((2, 3),), {"key": ([0, 1], [0, 1, 2])}, "sizes 2 and 3 differ along axis -1"),
    ("getitem", ((3,),), {"key": slice(None, None, 0)}, "the step of a slice is 0"),
    ("getitem", ((3,),), {"key": 1.5}, "1.5 is no index"),
    ("getitem", ((3,),), {"key": "first"}, "first is no index"),
]
