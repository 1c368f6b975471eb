"""What is known of inverses at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

SINGULAR = [[1.0, 2.0], [2.0, 4.0]]
REGULAR = [[1.0, 2.0], [3.0, 4.0]]

ENDS: list[Row] = [
    ("inv", [[[2.0, 0.0], [0.0, 1e-300]]], {}, [[0.5, 0.0], [0.0, 1e300]]),
    ("inv", [[[nan]]], {}, [[nan]]),
    ("solve", [[[2.0]], [inf]], {}, [inf]),
    ("matrix_power", [[[1e200]]], {"n": 2}, [[inf]]),
]

REFUSALS: list[Refusal] = [
    ("inv", ((2, 3),), {}, "(2, 3) is no square matrix"),
    ("inv", ((2,),), {}, "(2,) is no square matrix"),
    ("solve", ((2, 3), (2,)), {}, "(2, 3) is no square matrix"),
    ("solve", ((3, 3), (2,)), {}, "3 equations, and right sides of (2,)"),
    ("solve", ((3, 3), (2, 3)), {}, "3 equations, and right sides of (2, 3)"),
    ("solve", ((3, 3), ()), {}, "3 equations, and right sides of ()"),
    ("solve", ((2, 3, 3), (4, 3, 1)), {}, "sizes 2 and 4 differ along axis -1"),
    ("matrix_power", ((2, 3),), {"n": 2}, "(2, 3) is no square matrix"),
]

VALUES: list[ValueRefusal] = [
    ("inv", (SINGULAR,), {}, "the matrix is singular"),
    ("inv", ([REGULAR, SINGULAR],), {}, "the matrix at 1 of the stack is singular"),
    ("inv", ([[REGULAR, SINGULAR]],), {}, "the matrix at 0, 1 of the stack is singular"),
    ("solve", (SINGULAR, [1.0, 2.0]), {}, "the matrix is singular"),
    ("matrix_power", (SINGULAR,), {"n": -2}, "the matrix is singular"),
]
