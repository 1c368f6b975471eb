"""Arrays as JSON: every float64 survives, large arrays travel as summaries."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.numbers import Numbers, array_json, slice_json

SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def read(number: float | str) -> float:
    return SPECIAL[number] if isinstance(number, str) else number


@given(st.lists(st.floats(width=64), max_size=40))
def test_every_float64_survives_the_round_trip(numbers: list[float]) -> None:
    array = np.array(numbers, dtype=np.float64)
    text = json.dumps(array_json(array), allow_nan=False)
    back = np.array([read(n) for n in json.loads(text)["data"]], dtype=np.float64)
    assert np.array_equal(back, array, equal_nan=True)
    assert np.array_equal(np.signbit(back), np.signbit(array)) or np.isnan(array).any()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(-0.0), {"shape": [], "data": [-0.0]}),
        (np.float64(math.nan), {"shape": [], "data": ["NaN"]}),
        (np.array([[1.0, math.inf], [-math.inf, 2.5]]),
         {"shape": [2, 2], "data": [1.0, "Infinity", "-Infinity", 2.5]}),
        (np.array([True, False]), {"shape": [2], "data": [1, 0]}),
        (np.array([3, -1]), {"shape": [2], "data": [3, -1]}),
        (np.zeros((0, 3)), {"shape": [0, 3], "data": []}),
        (np.arange(6.0).reshape(2, 3).T, {"shape": [3, 2], "data": [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]}),
    ],
)  # fmt: skip
def test_small_arrays_travel_whole_in_row_major_order(value, expected) -> None:
    assert repr(array_json(value)) == repr(expected), "repr tells -0.0 from 0.0, and 1 from 1.0"


def test_the_border_between_whole_and_summary_is_at_256_elements() -> None:
    assert "data" in array_json(np.ones(256))
    assert "summary" in array_json(np.ones(257))


def test_a_summary_counts_what_is_not_finite_and_describes_the_rest() -> None:
    array = np.zeros((20, 20))
    array[0, :4] = [math.nan, math.inf, -math.inf, 8.0]
    form = array_json(array)
    assert form["shape"] == [20, 20]
    assert form["summary"] == {
        "min": 0.0,
        "max": 8.0,
        "mean": pytest.approx(8 / 397),
        "std": pytest.approx(np.std([8.0] + [0.0] * 396)),
        "nan": 1,
        "inf": 2,
        "zero": 396,
    }
    assert form["thumbnail"]["shape"] == [20, 20]
    assert form["thumbnail"]["data"][:4] == ["NaN", "Infinity", "-Infinity", 8.0]


@pytest.mark.parametrize(
    ("shape", "small", "last"),
    [
        ((1000,), [32, 1], 999),
        ((40, 10), [32, 10], 399),
        ((64, 64), [32, 32], 4095),
        ((2, 3, 5, 50), [5, 32], 249),
        ((4, 9, 3, 3), [3, 3], 8),
    ],
)
def test_a_thumbnail_is_of_the_first_matrix_with_at_most_32_rows_and_columns(
    shape, small, last
) -> None:
    array = np.arange(math.prod(shape), dtype=float).reshape(shape)
    thumbnail = array_json(array)["thumbnail"]
    assert thumbnail["shape"] == small
    assert thumbnail["data"][0] == 0
    assert thumbnail["data"][-1] == last


def test_an_array_without_a_finite_element_has_a_summary_all_the_same() -> None:
    assert array_json(np.full(300, np.nan))["summary"] == {
        "min": "NaN", "max": "NaN", "mean": "NaN", "std": "NaN", "nan": 300, "inf": 0, "zero": 0,
    }  # fmt: skip


def test_a_slice_counts_elements_in_row_major_order() -> None:
    array = np.arange(12.0).reshape(3, 4).T
    assert slice_json(array, 2, 3) == {"shape": [4, 3], "start": 2, "data": [8.0, 1.0, 5.0]}
    assert slice_json(array, 11, 99)["data"] == [11.0]
    assert slice_json(array, 12, 5)["data"] == []


def test_what_is_said_of_an_array_does_not_depend_on_the_others() -> None:
    arrays = [np.random.default_rng(seed).normal(size=(20, 30)) for seed in range(200)]
    arrays[3][0, 0] = math.nan
    arrays[5][:] = math.inf
    arrays += [arrays[0].T, arrays[0].reshape(3, 200) > 0]
    numbers = Numbers()
    with np.errstate(all="ignore"):
        together = [numbers.array(array) for array in arrays]
        numbers.finish()
    assert together == [array_json(array) for array in arrays]
