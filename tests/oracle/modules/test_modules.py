"""The modules against PyTorch's: its recorded numbers everywhere, itself under ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.modules import attention, embedding, normalization, recurrent, transformer
from tests.oracle.modules.cases import CASES, ModuleCase
from tests.oracle.modules.on_engine import on_engine

RECORD = json.loads(Path(__file__).with_name("recorded.json").read_text())["cases"]


def assert_same(mine: Any, theirs: Any) -> None:
    """Compare results, however they are nested."""
    if isinstance(theirs, dict):
        assert set(mine) == set(theirs)
        for key in theirs:
            assert_same(mine[key], theirs[key])
    elif isinstance(theirs, list):
        for have, want in zip(mine, theirs, strict=True):
            assert_same(have, want)
    elif theirs is None:
        assert mine is None
    else:
        scale = max(1.0, float(np.abs(theirs).max(initial=0.0)))
        np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13 * scale)


def arrays(value: Any) -> Any:
    """Take a recorded result as arrays again."""
    if isinstance(value, dict):
        return {key: arrays(part) for key, part in value.items()}
    if isinstance(value, list) and len(value) == 2 and all(type(i) is int for i in value[0] or [0]):
        return np.array(value[1], dtype=float).reshape(value[0])
    return [arrays(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("case", "row"), list(zip(CASES, RECORD, strict=True)), ids=str)
def test_a_module_gives_pytorchs_recorded_numbers(case: ModuleCase, row: dict[str, Any]) -> None:
    assert row["case"] == str(case)
    with np.errstate(all="ignore"):
        assert_same(on_engine(case), arrays(row["result"]))


@pytest.mark.oracle
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_module_gives_pytorchs_numbers(case: ModuleCase) -> None:
    from tests.oracle.modules.on_torch import on_torch

    with np.errstate(all="ignore"):
        assert_same(on_engine(case), on_torch(case))


def test_every_module_of_these_families_is_compared() -> None:
    families = (attention, embedding, normalization, recurrent, transformer)
    classes = {
        name
        for family in families
        for name, value in vars(family).items()
        if isinstance(value, type) and value.__module__ == family.__name__
    }
    assert classes - {case.name for case in CASES} == {
        "BatchNorm",
        "Normalization",
        "RecurrentCell",
    }
