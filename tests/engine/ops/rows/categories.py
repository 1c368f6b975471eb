"""What is known of the ops on categories at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row, ValueRefusal

KINKS: list[Row] = [
    ("embedding", [[1.0, 0.0, 1.0], [[1.0], [2.0]]], {}, [None, [[1], [2]]]),
    ("embedding", [[1.0, 0.0, 1.0], [[1.0], [2.0]]], {"padding_idx": 1}, [None, [[1], [0]]]),
]

ENDS: list[Row] = [
    ("embedding", [[1.0, 0.0], [[nan, -0.0], [inf, -inf]]], {}, [[inf, -inf], [nan, -0.0]]),
]

REFUSALS: list[Refusal] = [
    ("one_hot", ((2,),), {"num_classes": 0}, "0 classes"),
    ("embedding", ((2,), (3,)), {}, "a weight of (3,)"),
    ("embedding", ((2,), (3, 4)), {"padding_idx": 3}, "padding_idx 3 of 3 rows"),
    ("embedding", ((2,), (3, 4)), {"padding_idx": -4}, "padding_idx -4 of 3 rows"),
]

VALUES: list[ValueRefusal] = [
    ("one_hot", ([0.0, 3.0],), {"num_classes": 3}, "there is no element number 3 among 3"),
    ("one_hot", (-1.0,), {"num_classes": 3}, "there is no element number -1 among 3"),
    ("embedding", ([2.0], [[1.0], [2.0]]), {}, "there is no element number 2 among 2"),
    ("embedding", ([0.5], [[1.0], [2.0]]), {}, "there is no element number 0.5 among 2"),
]
