"""What stands in the diamond of an op whose constants matter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.catalog import CATALOG


@pytest.mark.parametrize(
    ("key", "drawn"),
    [
        (0, "[0]"),
        ((slice(None), -1), "[:,-1]"),
        (slice(None, None, 2), "[::2]"),
        ((..., None), "[…,None]"),
        ([0, 2], "[[0,2]]"),
        (np.array([True, False, True]), "[ ]"),
        (slice(1000, 10_000), "[ ]"),
    ],
)
def test_a_short_key_is_shown(key: Any, drawn: str) -> None:
    assert CATALOG["getitem"].drawn({"key": key}) == drawn


@pytest.mark.parametrize(
    ("exponent", "drawn"),
    [(2.0, "x²"), (-0.5, "x⁻⁰·⁵"), (10.0, "x¹⁰"), (1 / 3, "xⁿ"), (1e9, "xⁿ"), (float("inf"), "xⁿ")],
)
def test_a_short_exponent_is_shown(exponent: float, drawn: str) -> None:
    assert CATALOG["pow"].drawn({"exponent": exponent}) == drawn


@pytest.mark.parametrize(
    ("subscripts", "drawn"),
    [
        ("ij,j->i", "ij,j→i"),
        (" ij , jk ", "ij,jk"),
        ("...ii", "...ii"),
        ("", "Σᵢⱼ"),
        ("bij,bjk->bik", "Σᵢⱼ"),
    ],
)
def test_short_subscripts_are_shown(subscripts: str, drawn: str) -> None:
    assert CATALOG["einsum"].drawn({"subscripts": subscripts}) == drawn
