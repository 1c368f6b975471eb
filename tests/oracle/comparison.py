"""When two results of a program are the same."""

from __future__ import annotations

import numpy as np

from tests.oracle.on_engine import Result


def assert_same(mine: Result, theirs: Result, *, rtol: float = 1e-10) -> None:
    """Hold loss and gradients against one another, and which leaves have one at all."""
    np.testing.assert_allclose(mine[0], theirs[0], rtol=rtol, atol=1e-12)
    assert [g is None for g in mine[1]] == [g is None for g in theirs[1]]
    for have, want in zip(mine[1], theirs[1], strict=True):
        if want is not None:
            scale = max(1.0, float(np.abs(want).max(initial=0.0)))
            np.testing.assert_allclose(have, want, rtol=rtol, atol=1e-12 * scale)
