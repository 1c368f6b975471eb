"""What is known of the indexing ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal, ValueRefusal

REFUSALS: list[Refusal] = [
    ("one_hot", ((2,),), {"num_classes": 0}, "0 classes"),
    ("scatter_add", ((3,),), {"key": [0], "shape": (4,)}, "(3,) does not fit the places, (1,)"),
    ("getitem", ((3,),), {"key": [0, 3]}, "index 3 is outside axis 0, whose size is 3"),
    ("getitem", ((2, 3),), {"key": (0, ..., ...)}, "`...` stands twice"),
    ("getitem", ((2, 3),), {"key": [True, False, True]}, "a mask of (3,) for (2, 3)"),
    ("getitem", ((2, 3),), {"key": ([0, 1], [0, 1, 2])}, "sizes 2 and 3 differ along axis -1"),
    ("getitem", ((3,),), {"key": slice(None, None, 0)}, "the step of a slice is 0"),
    ("getitem", ((3,),), {"key": 1.5}, "1.5 is no index"),
    ("getitem", ((3,),), {"key": "first"}, "first is no index"),
]

VALUES: list[ValueRefusal] = [
    ("take", ([1.0, 2.0], [2.0]), {}, "there is no element number 2 among 2"),
    ("take", ([1.0, 2.0], [0.5]), {}, "there is no element number 0.5 among 2"),
    ("take", ([1.0, 2.0], [float("nan")]), {}, "there is no element number nan among 2"),
    ("one_hot", ([0.0, 3.0],), {"num_classes": 3}, "there is no element number 3 among 3"),
]
