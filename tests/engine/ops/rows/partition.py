"""What the partition ops refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

REFUSALS: list[Refusal] = [
    ("split", ((5,),), {"sections": 2}, "5 slices do not divide into 2 equal parts"),
    ("split", ((5,),), {"sections": 0}, "0 pieces"),
    ("split", ((5,),), {"sections": (3, 1)}, "the places (3, 1) of 5 slices go backwards"),
    ("split", ((2, 3),), {"sections": 1, "axis": 2}, "axis 2 of a tensor of rank 2"),
    ("array_split", ((3,),), {"sections": 1_000_000}, "1000000 pieces"),
    ("array_split", ((),), {"sections": 1}, "axis 0 of a tensor of rank 0"),
    ("array_split", ((5,),), {"sections": (1, -5)}, "the places (1, -5) of 5 slices go backwards"),
    ("chunk", ((3,),), {"chunks": -1}, "-1 pieces"),
    ("unbind", ((0, 2),), {}, "no slices along axis 0"),
    ("unbind", ((),), {}, "axis 0 of a tensor of rank 0"),
]
