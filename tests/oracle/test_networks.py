"""Networks as people write them in PyTorch: the numbers that they print are PyTorch's."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.language import run
from tests.oracle.networks import NETWORKS

RECORD = json.loads(Path(__file__).with_name("networks.json").read_text())["networks"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_prints_what_pytorch_printed(name: str) -> None:
    result = run(NETWORKS[name], strict=True)
    assert [d.message for d in result.diagnostics if d.severity == "error"] == []
    found = [float(word) for line in result.printed for word in line.split()]
    np.testing.assert_allclose(found, RECORD[name], rtol=1e-9)


@pytest.mark.oracle
@pytest.mark.parametrize("name", NETWORKS)
def test_the_record_is_what_pytorch_prints(name: str) -> None:
    from tests.oracle.record_networks import printed

    np.testing.assert_allclose(printed(NETWORKS[name]), RECORD[name], rtol=1e-10)
