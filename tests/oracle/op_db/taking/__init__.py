"""How PyTorch's samples become calls of ours, where the words differ.

An op that is in none of the files takes the samples' arguments as the language takes a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle.op_db.call import Call
from tests.oracle.op_db.taking import arrays, layers, losses, matrices, reductions

TAKING: Mapping[str, Callable[..., Call]] = {
    op: take
    for family in (arrays, layers, losses, matrices, reductions)
    for op, take in family.TAKING.items()
}
"""Functions of PyTorch's arguments."""
