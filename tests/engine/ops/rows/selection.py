"""What is known of the selection ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

KINKS: list[Row] = [
    ("gather", [[1.0, 2.0], [1.0, 1.0, 1.0]], {"axis": 0}, [[0, 3], None]),
    ("scatter_add", [[1.0, 2.0], [1.0], [3.0, 4.0]], {"axis": 0}, [[1, 1], None, [1, 0]]),
    ("masked_fill", [[inf, nan], [1.0, 0.0], 2.0], {}, [[0, 1], None, 1]),
]

ENDS: list[Row] = [
    ("gather", [[-0.0, nan, inf], [2.0, 0.0, 1.0]], {"axis": 0}, [inf, -0.0, nan]),
    ("take_along_axis", [[-0.0, nan, inf], [-1.0, 0.0]], {}, [inf, -0.0]),
    ("masked_fill", [[-0.0, nan, 1.0], [0.0, 0.0, nan], -inf], {}, [-0.0, nan, -inf]),
]

REFUSALS: list[Refusal] = [
    ("take", ((2, 3), (2,)), {"axis": 2}, "axis 2 of a tensor of rank 2"),
    ("take_along_axis", ((2, 3), (2,)), {}, "(2, 3) and (2,) differ in rank"),
    ("take_along_axis", ((2, 3), (3, 1)), {}, "sizes 2 and 3 differ along axis -1"),
    (
        "take_along_axis",
        ((2, 3), (2, 3)),
        {"axis": None},
        "numbers of (2, 3) that count through the whole",
    ),
    ("gather", ((2, 3), (2,)), {"axis": 0}, "(2, 3) and (2,) differ in rank"),
    ("gather", ((2, 3), (3, 3)), {"axis": 1}, "places of (3, 3) for a tensor of (2, 3)"),
    ("gather", ((), ()), {"axis": 0}, "axis 0 of a tensor of rank 0"),
    ("scatter_add", ((2, 3), (2,), (2,)), {"axis": 0}, "(2, 3) and (2,) and (2,) differ in rank"),
    (
        "scatter_add",
        ((2, 3), (3, 3), (3, 3)),
        {"axis": 1},
        "places of (3, 3) for a tensor of (2, 3)",
    ),
    (
        "scatter_add",
        ((2, 3), (2, 3), (2, 2)),
        {"axis": 1},
        "places of (2, 3) for a tensor of (2, 2)",
    ),
    ("masked_fill", ((3,), (3,), (3,)), {}, "3 values"),
]

VALUES: list[ValueRefusal] = [
    ("take", ([1.0, 2.0], [2.0]), {}, "there is no element number 2 among 2"),
    ("take", ([1.0, 2.0], [0.5]), {}, "there is no element number 0.5 among 2"),
    ("take", ([1.0, 2.0], [nan]), {}, "there is no element number nan among 2"),
    ("take_along_axis", ([1.0, 2.0], [-3.0]), {}, "there is no element number -3 among 2"),
    ("gather", ([], [0.0]), {"axis": 0}, "there is no element number 0 among 0"),
    ("gather", ([1.0, 2.0], [-1.0]), {"axis": 0}, "there is no element number -1 among 2"),
    (
        "scatter_add",
        ([1.0, 2.0], [2.0], [1.0]),
        {"axis": 0},
        "there is no element number 2 among 2",
    ),
]
