"""What random programs are made of: the ops that are drawn, and in which shapes.

An op that is new in the catalogue is drawn without a word here.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.op import Case, Op, Reduction
from tests.engine.ops.rows import rows

ELEMENTS = 80
"""Cases whose inputs hold more are not drawn, except where an op has no smaller."""

TIES_SPLIT = {"max", "min"}
"""Ops that share the gradient among equals. Others take one of them, and PyTorch another."""

IN_A_ROW = {"view", "kron"}
"""Ops that are refused, here or in PyTorch, where the elements do not lie in a row in memory."""

GENTLE = {
    name
    for name, _, _, gradients in rows("KINKS")
    if all(np.isfinite(g).all() for g in gradients if g is not None)
} - {"arctan2"}
"""Ops whose gradients at a kink are written down and finite. At others, a value is no operand that
lies on one: ``1 / x`` at 0. And the sign of a zero, on which ``arctan2`` jumps, is not the same in
every order of summing."""

ONLY_ITS_CASES = {"masked_fill": "PyTorch fills with one number only"}
"""Elementwise ops that are drawn in the shapes of their cases, and why."""

NOT_DRAWN: dict[str, str] = {}
"""Differentiable ops that are not drawn, and why."""


@cache
def drawn_names() -> list[str]:
    """Name all ops and compositions that are drawn."""
    ops = [name for name, op in CATALOG.items() if op.differentiable]
    return [name for name in (*ops, *COMPOSITIONS) if name not in NOT_DRAWN]


@cache
def elementwise_names() -> list[str]:
    """Name the elementwise ops: they take operands of any shapes that broadcast."""
    return [op.name for op in _ops() if op.elementwise and op.name not in ONLY_ITS_CASES]


@cache
def reduction_names() -> list[str]:
    """Name the reductions: they take a tensor of any shape."""
    return [op.name for op in _ops() if issubclass(op, Reduction)]


def _ops() -> list[type[Op]]:
    return [CATALOG[name] for name in drawn_names() if name in CATALOG]


@cache
def cases_of(name: str) -> list[Case]:
    """Give the cases of an op that are small and hold numbers, or its smallest."""
    cases = (CATALOG.get(name) or COMPOSITIONS[name]).cases
    full = [case for case in cases if all(np.size(x) for x in case.inputs)]
    small = [case for case in full if _size(case) <= ELEMENTS]
    return small or [min(full, key=_size)]


def _size(case: Case) -> int:
    return sum(np.size(x) for x in case.inputs)
