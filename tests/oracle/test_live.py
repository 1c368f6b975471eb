"""The engine against PyTorch itself: ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from tests.engine.ops.points import COMPOSITION_ROWS, ROWS, points
from tests.engine.ops.rows import rows
from tests.oracle.comparison import assert_same
from tests.oracle.on_engine import on_engine
from tests.oracle.random_programs import random_program

pytestmark = pytest.mark.oracle

OWN_WAYS = {
    "sign": "no gradient, where PyTorch sends zeros",
    "floor": "no gradient, where PyTorch sends zeros",
    "ceil": "no gradient, where PyTorch sends zeros",
    "round": "no gradient, where PyTorch sends zeros",
}
"""Where the engine differs from PyTorch, and means to."""


@pytest.mark.parametrize("hundred", range(20))
def test_random_programs_give_pytorchs_numbers(hundred: int) -> None:
    from tests.oracle.on_torch import on_torch

    for seed in range(10_000 + 100 * hundred, 10_100 + 100 * hundred):
        program = random_program(seed)
        assert_same(on_engine(program), on_torch(program))


def test_every_op_has_its_counterpart() -> None:
    from tests.oracle.words import WORDS

    assert set(WORDS) == {*CATALOG, *COMPOSITIONS}


@pytest.mark.parametrize(("name", "number"), [*ROWS, *COMPOSITION_ROWS], ids=str)
def test_an_op_gives_pytorchs_numbers(name: str, number: int) -> None:
    from tests.oracle.on_torch import op_on_torch

    for point in points(name, number):
        with np.errstate(all="ignore"):
            outputs, gradients = point.run(), point.gradients()
        theirs = op_on_torch(name, point.inputs, point.constants, point.above)
        for output, value in zip(outputs, theirs[0], strict=True):
            np.testing.assert_allclose(output.value, value, rtol=1e-12, atol=1e-15)
        for slot, (have, want) in enumerate(zip(gradients, theirs[1], strict=True)):
            if name not in OWN_WAYS and point.has_gradient(slot):
                np.testing.assert_allclose(have, want, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "expected"), rows("KINKS"), ids=lambda part: str(part)[:40]
)
def test_a_kink_is_taken_as_pytorch_takes_it(
    name: str, inputs: list[Any], constants: dict[str, Any], expected: list[Any]
) -> None:
    from tests.oracle.on_torch import op_on_torch

    _, gradients = op_on_torch(name, inputs, constants)
    for have, want in zip(gradients, expected, strict=True):
        if want is not None:
            np.testing.assert_allclose(have, want, rtol=1e-15)
