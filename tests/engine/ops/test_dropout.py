"""Which elements dropout drops: by chance, and always the same ones for a seed."""

from __future__ import annotations

import numpy as np
import pytest

from engine import apply


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_as_many_are_dropped_as_p_says_and_the_mean_stays(p: float) -> None:
    y = apply("dropout", np.ones(100_000), p=p, seed=5).value
    assert np.mean(y == 0) == pytest.approx(p, abs=0.006)
    assert set(np.unique(y)) == {0.0, 1 / (1 - p)}
    assert np.mean(y) == pytest.approx(1, abs=0.04)


def test_the_seed_decides() -> None:
    first, again, other = (apply("dropout", np.ones((8, 8)), seed=seed).value for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
