"""What NIST certifies of 27 nonlinear regressions, from the engine's gradients."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracle.nist.data_sets import FILES, DataSet, read
from tests.oracle.nist.models import MODELS
from tests.oracle.nist.regression import (
    fitted,
    jacobian,
    jacobian_in_one_pass,
    residuals,
    unit_deviations,
)

DATA_SETS = {data.name: data for data in map(read, FILES)}

every_set = pytest.mark.parametrize("data", DATA_SETS.values(), ids=lambda data: data.name)

ROUNDED_AWAY = {"Lanczos1"}
"""Where the sum of squares is not to be had at the certified parameters: these are written with 11
digits, and the rest of their digits moves the model more than the residuals of 1e-13 are large."""


def test_all_27_are_here() -> None:
    assert set(DATA_SETS) == set(MODELS)
    levels = [data.level for data in DATA_SETS.values()]
    assert [levels.count(level) for level in ("Lower", "Average", "Higher")] == [8, 11, 8]


@every_set
def test_the_jacobian_gives_the_certified_standard_deviations(data: DataSet) -> None:
    left = residuals(data, data.parameters)
    deviation = np.sqrt(left @ left / data.degrees_of_freedom)
    if data.name in ROUNDED_AWAY:
        deviation = data.residual_deviation
    slopes = jacobian(data, data.parameters)
    np.testing.assert_allclose(deviation * unit_deviations(slopes), data.deviations, rtol=1e-9)


@every_set
def test_the_residuals_give_the_certified_sum_of_squares(data: DataSet) -> None:
    if data.name in ROUNDED_AWAY:
        left, rtol = residuals(data, fitted(data, data.parameters)), 1e-2
    else:
        left, rtol = residuals(data, data.parameters), 1e-9
    np.testing.assert_allclose(left @ left, data.sum_of_squares, rtol=rtol)
    certified = data.residual_deviation**2 * data.degrees_of_freedom
    np.testing.assert_allclose(certified, data.sum_of_squares, rtol=1e-9)


@every_set
def test_one_pass_on_the_sum_gives_the_same_jacobian(data: DataSet) -> None:
    np.testing.assert_allclose(
        jacobian_in_one_pass(data, data.parameters), jacobian(data, data.parameters), rtol=1e-14
    )


@every_set
def test_least_squares_from_the_second_start_finds_the_certified_parameters(data: DataSet) -> None:
    with np.errstate(all="ignore"):
        found = fitted(data, data.starts[1])
    np.testing.assert_allclose(found, data.parameters, rtol=1e-6)
