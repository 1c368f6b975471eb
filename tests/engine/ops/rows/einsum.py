"""What is known of Einstein sums at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("einsum", [[-1.0, 1.0], [inf, inf]], {"subscripts": "i,i->i"}, [-inf, inf]),
    ("einsum", [[0.0, 1.0], [inf, 1.0]], {"subscripts": "i,i"}, nan),
]

REFUSALS: list[Refusal] = [
    ("einsum", ((2, 3),), {"subscripts": "i"}, "`i` names 1 axis of a tensor of rank 2"),
    ("einsum", ((2, 3),), {"subscripts": "ijk"}, "`ijk` names 3 axes of a tensor of rank 2"),
    ("einsum", ((2,),), {"subscripts": "...ij"}, "`...ij` names 2 axes of a tensor of rank 1"),
    ("einsum", ((2, 3),), {"subscripts": "ii"}, "i is 2 and 3 in `ii`"),
    ("einsum", ((2, 3), (2, 4)), {"subscripts": "ij,kj"}, "j is 3 in `ij` and 4 in `kj`"),
    ("einsum", ((1,), (2,), (1,), (3,)), {"subscripts": "i,i,i,i"}, "i is 2 in `i` and 3 in `i`"),
    (
        "einsum",
        ((2, 3), (4, 3)),
        {"subscripts": "...i,...i"},
        "an axis under `...` is 2 in `...i` and 4 in `...i`",
    ),
]

SETTINGS: list[Refusal] = [
    ("einsum", (), {"subscripts": "i"}, "the subscripts name 1 tensor, not 0"),
    ("einsum", ((2,), (2,)), {"subscripts": "i"}, "the subscripts name 1 tensor, not 2"),
    ("einsum", ((2,), (2,)), {"subscripts": "i,i,i"}, "the subscripts name 3 tensors, not 2"),
    ("einsum", ((2, 3),), {"subscripts": "i1"}, "`1` in the subscripts 'i1'"),
    ("einsum", ((2, 3),), {"subscripts": "i..j"}, "`.` in the subscripts 'i..j'"),
    ("einsum", ((2, 3),), {"subscripts": "...i..."}, "`.` in the subscripts '...i...'"),
    ("einsum", ((2, 3),), {"subscripts": "ij->i->j"}, "`-` in the subscripts 'ij->i->j'"),
    ("einsum", ((2, 3),), {"subscripts": "ij->k"}, "the result names k, and no tensor does"),
    ("einsum", ((2, 3),), {"subscripts": "ij->ii"}, "the result names i twice"),
    ("einsum", ((2, 3),), {"subscripts": "...i->i"}, "the result leaves out `...`"),
]
