"""What is known of the linalg ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("matmul", [[[0.0, 1.0]], [inf, 1.0]], {}, [nan]),
    ("dot", [[1e200, 1e-200], [1e200, 1e-200]], {}, inf),
    ("vdot", [[-0.0], [1.0]], {}, 0.0),
    ("inner", [[nan, 1.0], [1.0, 1.0]], {}, nan),
]

REFUSALS: list[Refusal] = [
    ("matmul", ((), (3,)), {}, "a matrix product needs vectors or matrices, not scalars"),
    ("matmul", ((2, 3), (2, 3)), {}, "inner sizes 3 and 2 differ"),
    ("matmul", ((2, 2, 3), (3, 3, 2)), {}, "sizes 2 and 3 differ along axis -1"),
    ("dot", ((2, 3), (2, 3)), {}, "sizes 3 and 2 differ along axes 1 and 0"),
    ("inner", ((2,), (3,)), {}, "sizes 2 and 3 differ along axes 0 and 0"),
    ("vdot", ((2, 3), (5,)), {}, "6 and 5 elements"),
    ("tensordot", ((2, 3), (3,)), {}, "2 axes of tensors of ranks 2 and 1"),
    ("tensordot", ((2, 3), (3,)), {"axes": -1}, "-1 axes of tensors of ranks 2 and 1"),
    ("tensordot", ((2, 3), (3, 2)), {"axes": ((1,), ())}, "((1,), ()) does not name axes in pairs"),
    ("tensordot", ((2, 3), (3, 2)), {"axes": (0, 1, 0)}, "(0, 1, 0) does not name axes in pairs"),
    ("tensordot", ((2, 3), (3, 2)), {"axes": ((0, 0), (1, 0))}, "an axis is named twice"),
    ("tensordot", ((2, 3), (3, 2)), {"axes": (2, 0)}, "axis 2 of a tensor of rank 2"),
]  # fmt: skip
