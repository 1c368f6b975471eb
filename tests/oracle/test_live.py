"""The engine against PyTorch itself: ``make oracle``."""

import pytest

from tests.oracle.comparison import assert_same
from tests.oracle.on_engine import on_engine
from tests.oracle.random_programs import random_program

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("hundred", range(20))
def test_random_programs_give_pytorchs_numbers(hundred: int) -> None:
    from tests.oracle.on_torch import on_torch  # noqa: PLC0415  PyTorch is there for this only

    for seed in range(10_000 + 100 * hundred, 10_100 + 100 * hundred):
        program = random_program(seed)
        assert_same(on_engine(program), on_torch(program))
