"""What is known of the products at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("outer", [[-0.0, nan], [1.0, inf]], {}, [[-0.0, nan], [nan, nan]]),
    ("kron", [[-0.0, 1.0], [1.0, inf]], {}, [-0.0, nan, 1.0, inf]),
]

REFUSALS: list[Refusal] = [
    ("cross", ((2,), (2,)), {}, "vectors of the sizes 2 and 2"),
    ("cross", ((3,), (2,)), {}, "vectors of the sizes 3 and 2"),
    ("cross", ((3,), (3, 4)), {"axis": 0}, "axis 0 of tensors of ranks 1 and 2"),
    ("cross", ((3,), ()), {}, "axis -1 of a tensor of rank 0"),
    ("cross", ((2, 3), (5, 3)), {}, "sizes 2 and 5 differ along axis -2"),
]
