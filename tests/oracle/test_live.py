"""The engine against PyTorch itself: ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from tests.engine.ops.points import COMPOSITION_ROWS, ROWS, points
from tests.engine.ops.rows import rows
from tests.oracle.comparison import assert_same
from tests.oracle.on_engine import on_engine
from tests.oracle.programs import Program
from tests.oracle.random_programs import random_program
from tests.oracle.vocabulary import NOT_DRAWN, drawn_names

pytestmark = pytest.mark.oracle

SENT_ZEROS = {"ceil", "floor", "round", "sign", "trunc"}
"""Ops without a derivative whose inputs get zeros from PyTorch, and nothing from the engine."""

SEEDS = range(10_000, 15_000)

drawn = cache(random_program)


@pytest.mark.parametrize("first", SEEDS[::100])
def test_random_programs_give_pytorchs_numbers(first: int) -> None:
    from tests.oracle.on_torch import on_torch

    for seed in range(first, first + 100):
        program = drawn(seed)
        assert_same(on_engine(program), on_torch(program))


def test_every_op_with_a_derivative_is_drawn_often() -> None:
    used = Counter(step.op for seed in SEEDS for step in drawn(seed).steps)
    assert {name: used[name] for name in drawn_names() if used[name] < 30} == {}
    assert set(NOT_DRAWN) <= set(CATALOG)


def test_what_is_drawn_today_is_on_record() -> None:
    from tests.oracle.record import recorded_names

    record = json.loads(Path(__file__).with_name("recorded.json").read_text())
    assert record["ops"] == recorded_names(), "python -m tests.oracle.record"
    for row in record["programs"][:20]:
        assert Program.from_data(row["program"]) == random_program(row["seed"])


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
            assert output.shape == value.shape
            np.testing.assert_allclose(output.value, value, rtol=1e-12, atol=1e-15)
        for slot, (have, want) in enumerate(zip(gradients, theirs[1], strict=True)):
            if point.has_gradient(slot):
                np.testing.assert_allclose(have, want, rtol=1e-10, atol=1e-14)


def test_ops_without_a_derivative_send_nothing_where_pytorch_sends_nothing_or_zeros() -> None:
    from tests.oracle.on_torch import op_on_torch

    zeros = set()
    for name in (name for name, op in CATALOG.items() if not op.differentiable):
        point = next(points(name, 0))
        assert set(point.gradients()) == {None}
        _, theirs = op_on_torch(name, point.inputs, point.constants)
        assert not any(gradient.any() for gradient in theirs if gradient is not None)
        zeros |= {name for gradient in theirs if gradient is not None}
    assert zeros == SENT_ZEROS


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
