"""Reads the files of NIST's Statistical Reference Datasets, nonlinear regression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FILES = sorted(Path(__file__).with_name("data").glob("*.dat"), key=lambda path: path.stem)

PARAMETER = re.compile(r"^\s*b\d+ =" + r"\s+(\S+)" * 4 + r"\s*$", re.MULTILINE)


@dataclass(frozen=True)
class DataSet:
    """Observations, and what NIST certifies of the fit of its model to them."""

    name: str
    level: str
    y: Numbers
    x: Numbers
    """``(n,)``, or ``(k, n)`` for ``k`` predictors."""
    starts: tuple[Numbers, Numbers]
    parameters: Numbers
    deviations: Numbers
    """Standard deviation of each parameter."""
    sum_of_squares: float
    residual_deviation: float

    @property
    def degrees_of_freedom(self) -> int:
        """The number of observations less the number of parameters."""
        return len(self.y) - len(self.parameters)


def read(path: Path) -> DataSet:
    """Read one file; its numbers are counted against what the file says of itself."""
    text = path.read_text()
    head, _, table = text.rpartition("\nData:")
    start_1, start_2, parameters, deviations = np.array(PARAMETER.findall(head), dtype=float).T
    y, *x = np.array([line.split() for line in table.splitlines()[1:]], dtype=float).T
    data = DataSet(
        name=_told(r"Dataset Name:\s+(\S+)", head),
        level=_told(r"(\S+) Level of Difficulty", head),
        y=y,
        x=x[0] if len(x) == 1 else np.array(x),
        starts=(start_1, start_2),
        parameters=parameters,
        deviations=deviations,
        sum_of_squares=float(_told(r"Residual Sum of Squares:\s+(\S+)", head)),
        residual_deviation=float(_told(r"Residual Standard Deviation:\s+(\S+)", head)),
    )
    assert len(data.y) == int(_told(r"Number of Observations:\s+(\d+)", head))
    assert len(data.parameters) == int(_told(r"(\d+) Parameters", head))
    return data


def _told(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]
