"""Random subscripts: what NumPy takes is taken, with its numbers, and nothing else is."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor
from engine.errors import EngineError
from engine.ops.einsum import LARGE, read

SIZES = {"i": 2, "j": 3, "k": 2, "l": 1}


def random_sum(draw: random.Random) -> tuple[str, list[tuple[int, ...]]]:
    """Draw subscripts and shapes, likely to fit one another and not sure to."""
    parts, shapes = [], []
    for _ in range(draw.randint(1, 3)):
        letters = "".join(draw.choice("ijkl") for _ in range(draw.randint(0, 3)))
        shape = [1 if draw.random() < 0.1 else SIZES[letter] for letter in letters]
        if draw.random() < 0.3:
            place, sides = draw.randint(0, len(letters)), draw.choice(([], [2], [3, 2], [1]))
            letters = f"{letters[:place]}...{letters[place:]}"
            shape[place:place] = sides
        if draw.random() < 0.05:
            shape.append(2)
        parts.append(letters)
        shapes.append(tuple(shape))
    text = draw.choice((",", " , ")).join(parts)
    if draw.random() < 0.7:
        named = [letter for letter in "ijkl" if letter in text and draw.random() < 0.5]
        dots = "..." if "..." in text and draw.random() < 0.9 else ""
        place = draw.randint(0, len(named))
        text += "->" + "".join(named[:place]) + dots + "".join(named[place:])
    return text, shapes


@pytest.mark.parametrize("seed", range(4))
def test_random_subscripts(seed: int) -> None:
    draw, numbers = random.Random(seed), np.random.default_rng(seed)
    accepted = 0
    for _ in range(250):
        text, shapes = random_sum(draw)
        values = [numbers.uniform(-1, 1, shape) for shape in shapes]
        try:
            expected = np.einsum(text, *values)
        except ValueError:
            with pytest.raises(EngineError):
                apply("einsum", *values, subscripts=text)
            continue
        accepted += 1
        check(text, values, expected)
    assert accepted > 100


def check(text: str, values: list[Any], expected: Any) -> None:
    """Hold value and gradients against NumPy's sum, which is linear in every tensor."""
    leaves = [tensor(value) for value in values]
    output = apply("einsum", *leaves, subscripts=text)
    np.testing.assert_allclose(output.value, expected, rtol=1e-12, atol=1e-12)
    above = np.cos(np.arange(output.size)).reshape(output.shape)
    sent = backward(output, seed=above[()]).gradients
    for slot, leaf in enumerate(leaves):
        slopes = np.zeros(leaf.shape)
        for index in np.ndindex(leaf.shape):
            unit = np.zeros(leaf.shape)
            unit[index] = 1.0
            slopes[index] = np.sum(
                above * np.einsum(text, *values[:slot], unit, *values[slot + 1 :])
            )
        np.testing.assert_allclose(sent[leaf], slopes, rtol=1e-12, atol=1e-12)


def test_a_large_sum_is_found_by_matrix_products() -> None:
    a, b, c = (np.random.default_rng(n).uniform(-1, 1, (40, 40)) for n in range(3))
    assert read("ij,jk,kl->il", ((40, 40),) * 3).products > LARGE
    np.testing.assert_allclose(
        apply("einsum", a, b, c, subscripts="ij,jk,kl->il").value, a @ b @ c, rtol=1e-12, atol=1e-12
    )


def test_subscripts_come_first_or_by_name() -> None:
    a, b = np.eye(2), np.ones((2, 3))
    for made in (
        apply("einsum", a, b, subscripts="ij,jk->ik"),
        np.einsum("ij,jk->ik", tensor(a), b, optimize=True),
    ):
        np.testing.assert_array_equal(made.value, b)
