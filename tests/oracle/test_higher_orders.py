"""Second and third derivatives against PyTorch's: ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine.catalog import CATALOG
from tests.oracle.random_programs import random_chain, random_program
from tests.oracle.vocabulary import drawn_names

pytestmark = pytest.mark.oracle

PROGRAMS = range(20_000, 21_000)

CHAINS = range(600)

smooth = partial(random_program, zeros=0.0)
"""Programs that do not seek the kinks: a second derivative on one is a matter of taste."""


@pytest.mark.parametrize("first", PROGRAMS[::100])
def test_hessians_of_random_programs_times_a_direction(first: int) -> None:
    from tests.oracle.higher_orders import hessian_times_on_engine, hessian_times_on_torch

    for seed in range(first, first + 100):
        program, draw = smooth(seed), np.random.default_rng(seed)
        if all(_twice(step.op) for step in program.steps):
            direction = [draw.uniform(-1.0, 1.0, shape) for shape in program.shapes]
            same(
                hessian_times_on_engine(program, direction),
                hessian_times_on_torch(program, direction),
                rtol=1e-8,
            )


def test_almost_all_ops_are_differentiated_twice() -> None:
    drawn = (smooth(seed) for seed in PROGRAMS)
    used = Counter(step.op for p in drawn if all(_twice(s.op) for s in p.steps) for step in p.steps)
    assert [name for name in drawn_names() if _twice(name) and used[name] < 4] == []


@pytest.mark.parametrize("first", CHAINS[::50])
def test_three_derivatives_of_functions_of_functions(first: int) -> None:
    from tests.oracle.higher_orders import three_derivatives_on_engine, three_derivatives_on_torch

    for seed in range(first, first + 50):
        chain = random_chain(seed)
        same(three_derivatives_on_engine(chain), three_derivatives_on_torch(chain), rtol=1e-9)


def _twice(name: str) -> bool:
    return name not in CATALOG or CATALOG[name].twice_differentiable


def same(mine: list[Any], theirs: list[Any], *, rtol: float) -> None:
    for have, want in zip(mine, theirs, strict=True):
        scale = max(1.0, float(np.abs(want).max(initial=0.0)))
        np.testing.assert_allclose(have, want, rtol=rtol, atol=rtol / 100 * scale)
