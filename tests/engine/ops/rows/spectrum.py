"""What is known of eigenvalues and singular values at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

IDENTITY = [[1.0, 0.0], [0.0, 1.0]]
ZEROS = [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]

KINKS: list[Row] = [
    ("eigvalsh", [IDENTITY], {}, [IDENTITY]),
    ("svdvals", [IDENTITY], {}, [IDENTITY]),
    ("svdvals", [ZEROS], {}, [[[1, 0], [0, 1], [0, 0]]]),
]

REFUSALS: list[Refusal] = [
    ("eigh", ((2, 3),), {}, "(2, 3) is no square matrix"),
    ("eigvalsh", ((2,),), {}, "(2,) is no square matrix"),
    ("svd", ((3,),), {}, "a matrix is needed, not a tensor of rank 1"),
    ("svdvals", ((),), {}, "a matrix is needed, not a tensor of rank 0"),
]

SETTINGS: list[Refusal] = [
    ("eigh", ((2, 2),), {"uplo": "left"}, "UPLO is 'left'"),
    ("eigvalsh", ((2, 2),), {"uplo": "both"}, "UPLO is 'both'"),
    ("svd", ((4, 3, 2),), {}, "full u and vh are asked of a matrix of (3, 2)"),
]

VALUES: list[ValueRefusal] = [
    ("eigh", ([[nan]],), {}, "the matrix holds NaN or an infinity"),
    ("eigh", (IDENTITY,), {"uplo": "both"}, "UPLO is 'both'"),
    ("eigvalsh", ([[inf, 0.0], [0.0, 1.0]],), {}, "the matrix holds NaN or an infinity"),
    ("svd", ([[nan, 1.0], [1.0, 1.0]],), {}, "the matrix holds NaN or an infinity"),
    ("svd", (ZEROS,), {}, "full u and vh are asked of a matrix of (3, 2)"),
    ("svdvals", ([[nan, 1.0], [1.0, 1.0]],), {}, "the matrix holds NaN or an infinity"),
]
