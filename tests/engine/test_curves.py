"""Curves: what is drawn on an op's page is what the engine computes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import apply, curve, has_curve, tensor
from engine.catalog import CATALOG

OPS = [(name, slot) for name, op in CATALOG.items() for slot in range(len(op.inputs))]
CURVES = [(name, slot) for name, slot in OPS if has_curve(name, slot)]


def held_at(name, slot, case=0):
    """Give the first elements of a case, as the curve holds them."""
    return [float(np.ravel(given)[0]) for given in CATALOG[name].cases[case].inputs]


@pytest.mark.parametrize(("name", "slot"), CURVES)
def test_a_curve_is_the_op_at_every_place(name, slot) -> None:
    op, found = CATALOG[name], curve(name, slot=slot, count=31)
    inputs = held_at(name, slot)
    for x, y in zip(found["x"], found["y"], strict=True):
        inputs[slot] = x
        with np.errstate(all="ignore"):
            expected = apply(name, *map(tensor, inputs), **op.cases[0].constants).value
        assert float(y) == pytest.approx(float(expected), rel=1e-15, nan_ok=True)


@pytest.mark.parametrize(("name", "slot"), CURVES)
def test_a_slope_is_the_local_derivative_that_the_op_declares(name, slot) -> None:
    op, found = CATALOG[name], curve(name, slot=slot, count=31)
    if not op.formula.backward[slot]:
        assert found["slope"] is None
        return
    inputs, constants = held_at(name, slot), op.constants | op.cases[0].constants
    places = [x for x in found["x"] if x not in op.domain[slot].kinks and x not in inputs]
    for x in places:
        inputs[slot] = x
        slope = found["slope"][found["x"].index(x)]
        expected = op.slopes(*inputs, **constants)[slot]
        assert float(slope) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "case", "kinks"),
    [
        ("relu", 0, [0.0]),
        ("hardtanh", 0, [-1.0, 1.0]),
        ("hardtanh", 3, [-0.5]),
        ("elu", 0, []),
        ("elu", 3, [0.0]),
        ("clip", 2, [0.0]),
        ("sigmoid", 0, []),
    ],
)
def test_a_kink_is_marked_where_the_slope_jumps_with_these_constants(name, case, kinks) -> None:
    found = curve(name, case=case)
    assert found["kinks"] == kinks
    assert set(kinks) <= set(found["x"])


def test_a_tie_with_a_held_input_is_a_kink() -> None:
    found = curve("maximum")
    assert found["held"] == [{"input": "b", "value": -2.0}]
    assert found["kinks"] == [-2.0]
    assert found["slope"][found["x"].index(-2.0)] == 0.5


def test_a_curve_goes_through_the_numbers_of_a_call() -> None:
    found = curve("mul", slot=1, inputs=[3.0, 0.123], low=-1, high=1, count=5)
    at = found["x"].index(0.123)
    assert (found["y"][at], found["slope"][at]) == (3 * 0.123, 3.0)
    assert (found["case"], found["held"]) == (None, [{"input": "a", "value": 3.0}])
    assert (
        curve("leaky_relu", inputs=[-2.0], constants={"negative_slope": 0.25})["slope"][0] == 0.25
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"inputs": []},
        {"inputs": [1.0, 2.0]},
        {"inputs": [1.0], "constants": {"nabla": 1.0}},
        {"inputs": [1.0], "constants": {"negative_slope": "steep"}},
    ],
)
def test_a_call_that_the_op_does_not_take_is_refused(asked) -> None:
    with pytest.raises(ValueError, match="leaky_relu"):
        curve("leaky_relu", **asked)


def test_what_is_no_number_keeps_its_name() -> None:
    found = curve("log", low=-1, high=1, count=3)
    assert found["x"] == [-1.0, 0.0, 1.0]
    assert found["y"] == ["NaN", "-Infinity", 0.0]
    assert found["slope"] == [-1.0, "Infinity", 1.0]


def test_steps_have_no_slope() -> None:
    found = curve("floor", low=0, high=2, count=5)
    assert found["y"] == [0, 0, 1, 1, 2]
    assert found["slope"] is None


def test_the_same_question_has_the_same_answer() -> None:
    assert curve("gelu", case=3) == curve("gelu", case=3)
    assert curve("sigmoid")["slope"][200] == math.exp(0) / 4


@pytest.mark.parametrize(
    ("name", "asked", "fault"),
    [
        ("nabla", {}, KeyError),
        ("sum", {}, LookupError),
        ("where", {"slot": 0}, LookupError),
        ("sigmoid", {"slot": 1}, LookupError),
        ("sigmoid", {"case": 99}, LookupError),
        ("add", {"case": 5, "slot": 1}, LookupError),
        ("sigmoid", {"low": 1, "high": 1}, ValueError),
    ],
)
def test_what_is_no_curve_is_refused(name, asked, fault) -> None:
    with pytest.raises(fault):
        curve(name, **asked)
