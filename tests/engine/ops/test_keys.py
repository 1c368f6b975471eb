"""What stands in brackets: the shape that is foretold is the shape that NumPy makes."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops.indexing import picked_shape


def random_part(draw: random.Random, side: int) -> Any:
    """Draw a part of a key, likely to fit an axis of this size and not sure to."""
    match draw.randrange(8):
        case 0:
            return draw.randint(-side - 1, side)
        case 1:
            return slice(
                draw.choice((None, 0, 1, -1)),
                draw.choice((None, 2, -1)),
                draw.choice((None, 1, 2, -1)),
            )
        case 2:
            return None
        case 3:
            return ...
        case 4:
            return [draw.randint(-side, side - 1) for _ in range(draw.randint(1, 3))]
        case 5:
            return [draw.random() < 0.5 for _ in range(side)]
        case 6:
            return np.array([[draw.randrange(side)], [0]])
        case _:
            return slice(None)


@pytest.mark.parametrize("thousand", range(5))
def test_random_keys(thousand: int) -> None:
    draw = random.Random(thousand)
    accepted = 0
    for _ in range(1000):
        shape = tuple(draw.choice((1, 2, 3)) for _ in range(draw.randint(0, 4)))
        parts = draw.randint(0, 5)
        key = tuple(random_part(draw, draw.choice(shape or (1,))) for _ in range(parts))
        try:
            expected = np.zeros(shape)[key].shape
        except IndexError:
            with pytest.raises(ShapeError):
                picked_shape(shape, key)
            continue
        assert picked_shape(shape, key) == expected
        accepted += 1
    assert accepted > 300


def test_a_mask_of_several_axes_is_one_part() -> None:
    mask = np.array([[True, False, True], [False, False, True]])
    assert picked_shape((2, 3, 4), mask) == (3, 4)
    assert picked_shape((5, 2, 3), (slice(None), mask)) == (5, 3)
    assert picked_shape((2, 3, 4), (mask, None)) == (3, 1, 4)
    assert picked_shape((2, 3, 4), (~mask & mask, [1])) == (0,)


def test_nothing_as_large_as_the_answer_is_made_to_find_it() -> None:
    rows, columns = np.zeros((10**6, 1), dtype=int), np.zeros((1, 10**6), dtype=int)
    assert picked_shape((3, 3, 10**6), (rows, columns)) == (10**6, 10**6, 10**6)
    assert picked_shape((3,), (None,) * 40) == (1,) * 40 + (3,)
    with pytest.raises(ShapeError) as caught:
        picked_shape((3,), (None,) * 64)
    assert caught.value.message == "too many axes"
