"""What is known of decompositions at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal, ValueRefusal

REFUSALS: list[Refusal] = [
    ("cholesky", ((2, 3),), {}, "(2, 3) is no square matrix"),
    ("qr", ((3,),), {}, "a matrix is needed, not a tensor of rank 1"),
]

SETTINGS: list[Refusal] = [
    ("qr", ((3, 2),), {"mode": "complete"}, "mode is 'complete'"),
]

VALUES: list[ValueRefusal] = [
    ("cholesky", ([[1.0, 2.0], [2.0, 1.0]],), {}, "the matrix is not positive definite"),
    ("cholesky", ([[0.0]],), {}, "the matrix is not positive definite"),
    ("qr", ([[1.0], [2.0]],), {"mode": "r"}, "mode is 'r'"),
]
