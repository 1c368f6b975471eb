"""Where numbers lie: every tensor is read again from its buffer, by its offset and its strides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import evaluate
from engine.catalog import CATALOG
from engine.examples import write_example
from engine.language.dialects import UNSPOKEN_OPS
from tests.engine.analysis.scalar_graph import array
from tests.engine.ops.points import ROWS

VIEWS = """\
A = input([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
B = A.T[1:]
C = B[::-1]
D = C[:, ::-1].T
E = expand_dims(A[:, 1], 0)
F = broadcast_to(E, (3, 2))
G = rot90(flip(A, 0))
H = D.reshape(-1)
I = A[1:, 1:]
J = F.T[:, ::2]
K = A.reshape(3, 2).T
"""

MOVING = {"arrangement", "assembly", "diagonal", "indexing", "partition", "selection", "shape"}
ROWS_OF_MOVES = [
    row for row in ROWS if CATALOG[row[0]].family in MOVING and row[0] not in UNSPOKEN_OPS
]


def check_memory(program: str) -> dict[str, Any]:
    """Read all tensors of a program from their buffers; give what is said of each."""
    cells: dict[tuple[int, int], float] = {}
    told = {}
    for tensor in evaluate(program).document["tensors"]:
        if "memory" not in tensor:
            continue
        memory: Any = tensor["memory"]
        values = array(tensor["value"])
        places = [
            memory.get("offset", 0) + int(np.dot(index, memory["strides"]))
            for index in np.ndindex(*values.shape)
        ]
        assert all(place >= 0 for place in places)
        for place, value in zip(places, values.flat, strict=True):
            assert cells.setdefault((memory["buffer"], place), value) == value
        in_line = places == list(range(places[0], places[0] + len(places))) if places else True
        assert memory.get("contiguous", True) is in_line
        told[tensor["id"]] = memory
    return told


@pytest.mark.parametrize(("name", "case"), ROWS_OF_MOVES, ids=str)
def test_a_moved_tensor_is_read_from_its_buffer(name: str, case: int) -> None:
    check_memory(write_example(CATALOG[name], CATALOG[name].cases[case]).program)


def test_views_of_views_lie_in_the_first_buffer() -> None:
    told = check_memory(VIEWS)
    assert {name for name, memory in told.items() if memory["buffer"] != 0} == {"H"}
    assert told["C"] == {"buffer": 0, "offset": 2, "strides": [-1, 3], "contiguous": False}
    assert told["D"] == {"buffer": 0, "offset": 5, "strides": [-3, -1], "contiguous": False}
    assert told["F"] == {"buffer": 0, "offset": 1, "strides": [0, 3], "contiguous": False}
    assert told["J"] == {"buffer": 0, "offset": 1, "strides": [3, 0], "contiguous": False}
    assert told["I"] == {"buffer": 0, "offset": 4, "strides": [3, 1]}
