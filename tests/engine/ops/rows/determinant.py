"""What is known of determinants at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("det", [[[1.0, 2.0], [2.0, 4.0]]], {}, 0.0),
    ("det", [[[1e200, 0.0], [0.0, 1e200]]], {}, inf),
    ("det", [[[nan, 0.0], [0.0, 1.0]]], {}, nan),
    ("logdet", [[[1e200, 0.0], [0.0, 1e200]]], {}, 921.0340371976183),
    ("logdet", [[[1.0, 2.0], [2.0, 4.0]]], {}, -inf),
    ("logdet", [[[-1.0]]], {}, nan),
]

REFUSALS: list[Refusal] = [
    ("det", ((2, 3),), {}, "(2, 3) is no square matrix"),
    ("det", ((),), {}, "() is no square matrix"),
    ("slogdet", ((3,),), {}, "(3,) is no square matrix"),
    ("logdet", ((2, 1, 2),), {}, "(2, 1, 2) is no square matrix"),
]
