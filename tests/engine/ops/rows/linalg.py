"""What is known of the linalg ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

REFUSALS: list[Refusal] = [
    ("matmul", ((), (3,)), {}, "a matrix product needs vectors or matrices, not scalars"),
    ("dot", ((2, 2, 2), (2,)), {}, "an inner product takes vectors or matrices, no stacks of them"),
    ("outer", ((2, 2), (2,)), {}, "an outer product takes two vectors"),
    ("trace", ((3,),), {}, "a trace needs a matrix, not a tensor of rank 1"),
]
